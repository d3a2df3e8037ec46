import type { City } from '@citygraph/city';
import { defineSubgraph } from '@citygraph/kit';
import { AdminDivision } from './admin-division/admin-division.entity.ts';
import { AdminDivisionResolver, adminDivisionReference } from './admin-division/admin-division.resolver.ts';
import { seedAdminDivisions } from './admin-division/admin-division.seed.ts';
import { Agency } from './agency/agency.entity.ts';
import { AgencyType, agencyReference } from './agency/agency.resolver.ts';
import { seedAgencies } from './agency/agency.seed.ts';
import { approvalStepAccess, parallelApprovalCaseAccess, supervisionAlertAccess } from './approval/approval.access.ts';
import { seedApprovals } from './approval/approval.seed.ts';
import { ApprovalStep } from './approval/approval-step.entity.ts';
import { ApprovalStepResolver, approvalStepReference } from './approval/approval-step.resolver.ts';
import { ParallelApprovalCase } from './approval/parallel-approval-case.entity.ts';
import {
  ParallelApprovalCaseResolver,
  parallelApprovalCaseReference,
} from './approval/parallel-approval-case.resolver.ts';
import { supervise } from './approval/supervise-approval-steps.ts';
import { SupervisionAlert } from './approval/supervision-alert.entity.ts';
import { SupervisionAlertResolver, supervisionAlertReference } from './approval/supervision-alert.resolver.ts';
import { cameraSiteAccess } from './camera-site/camera-site.access.ts';
import { CameraSite } from './camera-site/camera-site.entity.ts';
import { CameraSiteResolver, cameraSiteReference } from './camera-site/camera-site.resolver.ts';
import { seedCameraSites } from './camera-site/camera-site.seed.ts';
import { CaseAssignment } from './case-assignment/case-assignment.entity.ts';
import { seedCaseAssignments } from './case-assignment/case-assignment.seed.ts';
import { standing } from './case-assignment/standing.ts';
import { citizenCardAccess } from './citizen-card/citizen-card.access.ts';
import { CitizenCard } from './citizen-card/citizen-card.entity.ts';
import { citizenCardReference, ResidentCitizenCardResolver } from './citizen-card/citizen-card.resolver.ts';
import { seedCitizenCards } from './citizen-card/citizen-card.seed.ts';
import { cityEventAccess } from './city-event/city-event.access.ts';
import { CityEvent } from './city-event/city-event.entity.ts';
import {
  AdminDivisionEventsResolver,
  CityEventResolver,
  cityEventReference,
} from './city-event/city-event.resolver.ts';
import { seedCityEvents } from './city-event/city-event.seed.ts';
import { CityIndicator } from './city-indicator/city-indicator.entity.ts';
import {
  AdminDivisionIndicatorsResolver,
  CityIndicatorResolver,
  cityIndicatorReference,
} from './city-indicator/city-indicator.resolver.ts';
import { seedCityIndicators } from './city-indicator/city-indicator.seed.ts';
import { PublishCityIndicatorResolver } from './city-indicator/publish-city-indicator.resolver.ts';
import { creditComplaintAccess, publicCreditRecordAccess } from './credit/credit.access.ts';
import { CreditComplaint } from './credit/credit-complaint.entity.ts';
import { CreditComplaintResolver, creditComplaintReference } from './credit/credit-complaint.resolver.ts';
import { PublicCreditRecord } from './credit/public-credit-record.entity.ts';
import {
  LegalEntityCreditResolver,
  PublicCreditRecordResolver,
  publicCreditRecordReference,
} from './credit/public-credit-record.resolver.ts';
import { seedCredit } from './credit/public-credit-record.seed.ts';
import { dwellers } from './household/dwellers.ts';
import { householdAccess, incomeVerificationAccess } from './household/household.access.ts';
import { Household } from './household/household.entity.ts';
import { HouseholdResolver, householdReference, ResidentHouseholdResolver } from './household/household.resolver.ts';
import { seedHouseholds } from './household/household.seed.ts';
import { IncomeVerification } from './household/income-verification.entity.ts';
import { IncomeVerificationResolver } from './household/income-verification.resolver.ts';
import { Inspection } from './inspection/inspection.entity.ts';
import {
  InspectionResolver,
  inspectionReference,
  LegalEntityInspectionsResolver,
} from './inspection/inspection.resolver.ts';
import { seedInspections } from './inspection/inspection.seed.ts';
import { legalEntityAccess } from './legal-entity/legal-entity.access.ts';
import { LegalEntity } from './legal-entity/legal-entity.entity.ts';
import {
  LegalEntityResolver,
  legalEntityReference,
  ResidentRepresentationResolver,
} from './legal-entity/legal-entity.resolver.ts';
import { seedLegalEntities } from './legal-entity/legal-entity.seed.ts';
import { Licence } from './licence/licence.entity.ts';
import { LegalEntityLicencesResolver, LicenceResolver, licenceReference } from './licence/licence.resolver.ts';
import { seedLicences } from './licence/licence.seed.ts';
import { divisionsAndAgencies } from './migrations/0001-divisions-and-agencies.ts';
import { land } from './migrations/0002-land.ts';
import { people } from './migrations/0003-people.ts';
import { cases } from './migrations/0004-cases.ts';
import { parcelDivision } from './migrations/0005-parcel-division.ts';
import { legalEntities } from './migrations/0006-legal-entities.ts';
import { services } from './migrations/0007-services.ts';
import { supervisionOfEntities } from './migrations/0008-supervision-of-entities.ts';
import { credit } from './migrations/0009-credit.ts';
import { approvals } from './migrations/0010-approvals.ts';
import { cityEvents } from './migrations/0011-city-events.ts';
import { answersAndDecisions } from './migrations/0012-answers-and-decisions.ts';
import { cityIndicators } from './migrations/0013-city-indicators.ts';
import { safetyHazards } from './migrations/0014-safety-hazards.ts';
import { cameraSites } from './migrations/0015-camera-sites.ts';
import { systemRegistrations } from './migrations/0016-system-registrations.ts';
import { parcelAccess } from './parcel/parcel.access.ts';
import { Parcel } from './parcel/parcel.entity.ts';
import { ParcelResolver, PlaceParcelResolver, parcelReference } from './parcel/parcel.resolver.ts';
import { seedParcels } from './parcel/parcel.seed.ts';
import { RightsHolder } from './parcel/rights-holder.entity.ts';
import { Place } from './place/place.entity.ts';
import { PlaceResolver, placeReference } from './place/place.resolver.ts';
import { seedPlaces } from './place/place.seed.ts';
import { PublicService } from './public-service/public-service.entity.ts';
import { PublicServiceResolver, publicServiceReference } from './public-service/public-service.resolver.ts';
import { seedPublicServices } from './public-service/public-service.seed.ts';
import { Guardianship } from './resident/guardianship.entity.ts';
import { IdNumberLookup } from './resident/id-number-lookup.entity.ts';
import { residentAccess } from './resident/resident.access.ts';
import { Resident } from './resident/resident.entity.ts';
import { ResidentResolver, residentReference } from './resident/resident.resolver.ts';
import { seedResidents } from './resident/resident.seed.ts';
import { watchHazards } from './safety-hazard/alert-overdue-hazards.ts';
import { LegalEntityHazardsResolver, RectifyHazardResolver } from './safety-hazard/rectify-hazard.resolver.ts';
import { safetyHazardAccess } from './safety-hazard/safety-hazard.access.ts';
import { SafetyHazard } from './safety-hazard/safety-hazard.entity.ts';
import { SafetyHazardResolver, safetyHazardReference } from './safety-hazard/safety-hazard.resolver.ts';
import { seedSafetyHazards } from './safety-hazard/safety-hazard.seed.ts';
import {
  LegalEntityApplicationsResolver,
  ResidentApplicationsResolver,
} from './service-application/applications-of.resolver.ts';
import { serviceApplicationAccess } from './service-application/service-application.access.ts';
import { ServiceApplication } from './service-application/service-application.entity.ts';
import {
  ServiceApplicationResolver,
  serviceApplicationReference,
} from './service-application/service-application.resolver.ts';
import { seedServiceApplications } from './service-application/service-application.seed.ts';
import { redeemStreamTicket, streamTicketKeys } from './stream-ticket/redeem-stream-ticket.ts';
import { streamTicketAccess } from './stream-ticket/stream-ticket.access.ts';
import { StreamTicket } from './stream-ticket/stream-ticket.entity.ts';
import { CameraSiteTicketsResolver, StreamTicketResolver } from './stream-ticket/stream-ticket.resolver.ts';
import { StreamTicketKey } from './stream-ticket/stream-ticket-key.entity.ts';
import { systemRegistrationAccess } from './system-registration/system-registration.access.ts';
import { SystemRegistration } from './system-registration/system-registration.entity.ts';
import {
  AgencySystemsResolver,
  SystemRegistrationResolver,
  systemRegistrationReference,
} from './system-registration/system-registration.resolver.ts';
import { seedSystemRegistrations } from './system-registration/system-registration.seed.ts';
import { TenantResolver, tenantReference } from './tenant/tenant.resolver.ts';
import { vehicleAccess } from './vehicle/vehicle.access.ts';
import { Vehicle } from './vehicle/vehicle.entity.ts';
import { ResidentVehiclesResolver, VehicleResolver, vehicleReference } from './vehicle/vehicle.resolver.ts';
import { seedVehicles } from './vehicle/vehicle.seed.ts';

const seeds = [
  seedAdminDivisions,
  seedAgencies,
  seedApprovals,
  seedCameraSites,
  seedCaseAssignments,
  seedCitizenCards,
  seedCityEvents,
  seedCityIndicators,
  seedCredit,
  seedHouseholds,
  seedInspections,
  seedLegalEntities,
  seedLicences,
  seedParcels,
  seedPlaces,
  seedPublicServices,
  seedResidents,
  seedSafetyHazards,
  seedServiceApplications,
  seedSystemRegistrations,
  seedVehicles,
];

/** The whole wiring, in alphabetical lists: a noun is its folder, its tables' migration and its lines here. */
export const government = defineSubgraph({
  name: 'government',
  description: 'Population, land, legal entities, services and approvals of the city.',
  entities: [
    AdminDivision,
    Agency,
    ApprovalStep,
    CameraSite,
    CaseAssignment,
    CitizenCard,
    CityEvent,
    CityIndicator,
    CreditComplaint,
    Guardianship,
    Household,
    IdNumberLookup,
    IncomeVerification,
    Inspection,
    LegalEntity,
    Licence,
    ParallelApprovalCase,
    Parcel,
    Place,
    PublicCreditRecord,
    PublicService,
    Resident,
    RightsHolder,
    SafetyHazard,
    ServiceApplication,
    StreamTicket,
    StreamTicketKey,
    SupervisionAlert,
    SystemRegistration,
    Vehicle,
  ],
  // In the order they landed.
  migrations: [
    divisionsAndAgencies,
    land,
    people,
    cases,
    parcelDivision,
    legalEntities,
    services,
    supervisionOfEntities,
    credit,
    approvals,
    cityEvents,
    answersAndDecisions,
    cityIndicators,
    safetyHazards,
    cameraSites,
    systemRegistrations,
  ],
  resolvers: [
    AdminDivisionEventsResolver,
    AdminDivisionIndicatorsResolver,
    AdminDivisionResolver,
    AgencySystemsResolver,
    ApprovalStepResolver,
    CameraSiteResolver,
    CameraSiteTicketsResolver,
    CityEventResolver,
    CityIndicatorResolver,
    CreditComplaintResolver,
    HouseholdResolver,
    IncomeVerificationResolver,
    InspectionResolver,
    LegalEntityApplicationsResolver,
    LegalEntityCreditResolver,
    LegalEntityHazardsResolver,
    LegalEntityInspectionsResolver,
    LegalEntityLicencesResolver,
    LegalEntityResolver,
    LicenceResolver,
    ParallelApprovalCaseResolver,
    ParcelResolver,
    PlaceParcelResolver,
    PlaceResolver,
    PublicCreditRecordResolver,
    PublicServiceResolver,
    PublishCityIndicatorResolver,
    RectifyHazardResolver,
    ResidentApplicationsResolver,
    ResidentCitizenCardResolver,
    ResidentHouseholdResolver,
    ResidentRepresentationResolver,
    ResidentResolver,
    ResidentVehiclesResolver,
    SafetyHazardResolver,
    ServiceApplicationResolver,
    StreamTicketResolver,
    SupervisionAlertResolver,
    SystemRegistrationResolver,
    TenantResolver,
    VehicleResolver,
  ],
  orphanedTypes: [AgencyType],
  references: {
    AdminDivision: adminDivisionReference,
    Agency: agencyReference,
    ApprovalStep: approvalStepReference,
    CameraSite: cameraSiteReference,
    CitizenCard: citizenCardReference,
    CityEvent: cityEventReference,
    CityIndicator: cityIndicatorReference,
    CreditComplaint: creditComplaintReference,
    Household: householdReference,
    Inspection: inspectionReference,
    LegalEntity: legalEntityReference,
    Licence: licenceReference,
    ParallelApprovalCase: parallelApprovalCaseReference,
    Parcel: parcelReference,
    Place: placeReference,
    PublicCreditRecord: publicCreditRecordReference,
    PublicService: publicServiceReference,
    Resident: residentReference,
    SafetyHazard: safetyHazardReference,
    ServiceApplication: serviceApplicationReference,
    SupervisionAlert: supervisionAlertReference,
    SystemRegistration: systemRegistrationReference,
    Tenant: tenantReference,
    Vehicle: vehicleReference,
  },
  access: {
    ApprovalStep: approvalStepAccess,
    CameraSite: cameraSiteAccess,
    CitizenCard: citizenCardAccess,
    CityEvent: cityEventAccess,
    CreditComplaint: creditComplaintAccess,
    Household: householdAccess,
    IncomeVerification: incomeVerificationAccess,
    LegalEntity: legalEntityAccess,
    ParallelApprovalCase: parallelApprovalCaseAccess,
    Parcel: parcelAccess,
    PublicCreditRecord: publicCreditRecordAccess,
    Resident: residentAccess,
    SafetyHazard: safetyHazardAccess,
    ServiceApplication: serviceApplicationAccess,
    StreamTicket: streamTicketAccess,
    SupervisionAlert: supervisionAlertAccess,
    SystemRegistration: systemRegistrationAccess,
    Vehicle: vehicleAccess,
  },
  operations: { dwellers, redeemStreamTicket, standing, streamTicketKeys },
  jobs: [supervise, watchHazards],
  async seed(em, city) {
    for (const seedNoun of seeds) await seedNoun(em, city as City);
  },
});
