import { type City, DEMO_ENTITIES, DEMO_PRODUCT } from '@citygraph/city';
import type { Question } from '@citygraph/explorer';

export const SCHOOL_ENTRY = `# A parent asks three departments at once: own children only.
query SchoolEntry($year: String!) {
  me {
    guardianOf {
      name
      enrolments(academicYear: $year) {
        status
        school { name }
      }
      healthRecord {
        immunizations { vaccine { display } occurrence completeForSchoolEntry }
      }
      household {
        dwelling {
          addressText
          catchmentSchools(stage: "primary") {
            name
            vacancies(academicYear: $year)
            place { addressText }
          }
        }
      }
    }
  }
}
`;

const CITY_HEALTH = `# Public data needs no sign-in.
query DistrictToday($district: DivisionCode!) {
  adminDivision(code: $district) {
    name
    parent { name }
    hospitals { name medicalInstitutionLevel registeredAddress { addressText } }
    cityEvents(status: "OPEN") { categoryCode reportedAt place { addressText } }
  }
}
`;

const FREE_SLOTS = `# Free appointments, then book one for yourself or your child with bookAppointment.
query FreeSlots($specialty: String!, $from: DateTime!) {
  appointmentSlots(specialty: $specialty, from: $from) {
    id
    start
    provider { name }
  }
}
`;

const SITE_REVIEW = `# An approval officer on a case, for the purpose project-approval.
query SiteReview($project: InvestmentProjectCode!) {
  approvalCase(projectCode: $project) {
    status
    applicant { name creditRecords(category: DISHONESTY_LISTING) { id source { name } redressedAt } }
    parcel { landUseCode areaM2 }
    steps { service { name } agency { name } dueAt decision alerts { level raisedAt } }
  }
}
`;

const FIRM = `# What anyone may know about a firm.
query Firm($uscc: USCC!) {
  legalEntity(uscc: $uscc) {
    name
    status
    creditRating
    licences { kind validTo }
    inspections(kind: FOOD_DRUG) { result on agency { name } }
  }
}
`;

const TREATMENT = `# A doctor sees the record of the patient on the case, and nobody else's.
query Treatment($patient: ID!) {
  resident(id: $patient) {
    name
    healthRecord {
      allergies { display }
      conditions { display }
      encounters(last: 3) { start provider { name } reason { display } }
    }
  }
}
`;

const SOCIAL_ASSISTANCE = `# A civil-affairs officer verifies a household's income, for the purpose social-assistance.
query IncomeCheck($household: ID!) {
  household(id: $household) {
    members { name birthDate }
    incomeVerification { bracket requestedBy { name } decidedAt }
  }
}
`;

const BILLS_ON_ONE_CARD = `# Bills of every meter at home, and the card that pays them: pay one with payBill.
query BillsOnOneCard {
  me {
    household {
      dwelling {
        usagePoints {
          mrid
          commodity
          amountDueCents
          latestReading { at value unit }
        }
      }
    }
    citizenCard { functions balanceCents payments(last: 3) { amountCents paidAt status } }
  }
}
`;

const LENDER_VIEW = `# A lender looks at a small firm, on a case and for the purpose credit-assessment: bands, never figures.
query LenderView($uscc: USCC!) {
  legalEntity(uscc: $uscc) {
    name
    status
    creditRecords { category redressedAt }
    lendingProfile { scoreBand explanation modelVersion }
    invoiceTurnover(year: 2025) { band }
    annualEnergyUse(year: 2025) { kwhBand }
    tradeIntegrityScore
  }
}
`;

const MY_PLOTS = `# A farmer's plots, and what the market pays.
query MyPlots {
  me {
    farms {
      name
      plots {
        crop { agrovocUri name }
        growthStage
        parcel { areaM2 landUseCode }
      }
    }
  }
  marketPrices(commodity: "maize") { market centsPerKg at }
}
`;

const SCAN_LABEL = `# Anybody scans a label: no sign-in.
query ScanLabel($gtin: GTIN!, $lot: String!) {
  product(gtin: $gtin) {
    name
    brandOwner {
      name
      licences { kind validTo }
      inspections(kind: FOOD_DRUG) { result on }
      creditRating
    }
    batch(lot: $lot) {
      inspectionPassed
      events { eventTime bizStep readPoint { division { name } } actor { name } }
      originPlot { season crop { name } place { division { name } } }
    }
  }
}
`;

const FLOOD_CELL = `# A duty officer in a flood: one slow department must not delay the rest.
query FloodCell($district: DivisionCode!) {
  adminDivision(code: $district) {
    name
    cityEvents(status: "OPEN") { categoryCode place { addressText } }
    hospitals { name availableBeds }
  }
}
`;

const INDICATORS = `# The city's indicators (ISO 37120), anybody's to compare: counts under five are suppressed.
query Indicators {
  cityIndicators(divisionCode: "220102", first: 10) {
    nodes {
      year
      theme
      name
      value
      unit
      suppressed
      division { name }
    }
    pageInfo { hasNextPage endCursor }
  }
  tenants {
    name
    division { code }
  }
  systemRegistrations(first: 5) {
    nodes {
      name
      shareType
      agency { name }
    }
  }
}
`;

const HAZARDS_AND_CAMERAS = `# What is unsafe in a district, and the cameras that look at its waters: requestStreamTicket opens one, once.
query HazardsAndCameras($district: DivisionCode!) {
  openHazards(division: $district) {
    kind
    level
    dueAt
    overdue
    description
    subject { name }
    place { addressText }
  }
  cameraSites(division: $district, kind: WATER, first: 5) {
    nodes {
      id
      name
      place { addressText }
      operator { name }
    }
  }
}
`;

const TRADE = `# What a shop sells and to whom it is owed: for who represents it.
query MyTrade($uscc: USCC!) {
  legalEntity(uscc: $uscc) {
    name
    tradeIntegrityScore
    salesConnection(first: 5) {
      nodes {
        id
        status
        amountCents
        product { name }
        invoice { number }
      }
    }
  }
  loanProducts(purpose: "equipment") {
    name
    annualRateBp
    maxAmountCents
    lender { name }
  }
}
`;

const CHARGE_NEARBY = `# Charging stations around a point, the nearest first.
query ChargeNearby($point: GeoJSON!) {
  chargingStationsNear(point: $point, radiusM: 5000) {
    connectors
    current
    powerKw
    pricePerKwhCents
    place { addressText }
    operator { name }
  }
}
`;

/** The explorer's list: one click each, ordered as a newcomer would try them. */
export function cityQuestions(city: City): Question[] {
  const demoCase = (id: string) => {
    const found = city.demoCases.find((candidate) => candidate.id === id);
    if (!found) throw new Error(`The seeded city has no case ${id}.`);
    return found;
  };
  const subject = (id: string, like: RegExp): string => demoCase(id).subjects.find((key) => like.test(key)) ?? '';
  const onCase = (id: string, purpose: string) => ({ 'CityGraph-Purpose': purpose, 'CityGraph-Case': id });
  const question = (
    title: string,
    askedBy: string | null,
    document: string,
    variables: Question['variables'],
    headers: Question['headers'] = {},
  ): Question => ({ title, askedBy, document, variables, headers });

  return [
    question('School entry of my children', 'parent', SCHOOL_ENTRY, { year: '2026' }),
    question('Bills on one card', 'parent', BILLS_ON_ONE_CARD, {}),
    question('Scan a label', null, SCAN_LABEL, DEMO_PRODUCT),
    question('My plots', 'farmer', MY_PLOTS, {}),
    question('My shop', 'shop-owner', TRADE, { uscc: DEMO_ENTITIES.shop }),
    question('Charge nearby', null, CHARGE_NEARBY, { point: centreOf(city) }),
    question('The city in figures', null, INDICATORS, {}),
    question('A district today', null, CITY_HEALTH, { district: '220102' }),
    question('Free appointments', null, FREE_SLOTS, {
      specialty: 'pediatrics',
      from: `${new Date().toISOString().slice(0, 10)}T00:00:00+08:00`,
    }),
    question('What is known about a firm', null, FIRM, { uscc: city.demo['shop-owner'].represents[0] ?? '' }),
    question(
      'Income check of a household',
      'civil-affairs-officer',
      SOCIAL_ASSISTANCE,
      { household: subject('case-social-1', /^hh_/) },
      onCase('case-social-1', 'social-assistance'),
    ),
    question(
      'A small firm, for a loan',
      'lender',
      LENDER_VIEW,
      { uscc: DEMO_ENTITIES.shop },
      onCase('case-credit-1', 'credit-assessment'),
    ),
    question(
      'A district in a flood',
      'duty-officer',
      FLOOD_CELL,
      { district: '220102' },
      onCase('case-flood-1', 'emergency-response'),
    ),
    question(
      'Hazards and cameras of a district',
      'duty-officer',
      HAZARDS_AND_CAMERAS,
      { district: '220102' },
      onCase('case-flood-1', 'emergency-response'),
    ),
    question(
      'Site review of a project',
      'approval-officer',
      SITE_REVIEW,
      { project: subject('case-approval-1', /^\d{4}-\d{6}-/) },
      onCase('case-approval-1', 'project-approval'),
    ),
    question(
      "A patient's record",
      'doctor',
      TREATMENT,
      { patient: subject('case-treatment-1', /^res_/) },
      onCase('case-treatment-1', 'medical-treatment'),
    ),
  ];
}

/** Where a charging station stands, as a point that names its reference system. */
function centreOf({ chargingStations, places }: City) {
  const place = places.find(({ id }) => id === chargingStations[0]?.place);
  return {
    type: 'Point',
    coordinates: [place?.longitude ?? 125.32, place?.latitude ?? 43.9],
    crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } },
  };
}
