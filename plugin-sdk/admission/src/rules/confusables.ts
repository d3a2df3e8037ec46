/** Characters that `[a-z0-9]` leaves and eyes do not tell apart. */
export const CONFUSABLE_DIGITS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  i: 'l',
  '5': 's',
  '2': 'z',
  '8': 'b',
};
