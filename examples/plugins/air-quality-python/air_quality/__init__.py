"""Air quality of the city's divisions: a CityGraph plugin in Python."""
