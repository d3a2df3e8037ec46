import { anyOf, subjectRule, type TypeAccess } from '@citygraph/kit';
import { type FarmSubject, farmOfficer, ofFarm, tendsFarm } from '../farm/farm.access.ts';

export interface PlotSubject extends FarmSubject {
  readonly id: string;
  readonly farmId: string;
}

/**
 * Season, crop and place are S1: whoever scans a label reads them through the batch, the only public way to a plot. What the
 * farmer writes into the diary, the parcel and the farm are not.
 */
export const fieldPlotAccess: TypeAccess<PlotSubject> = {
  about: ofFarm,
  default: anyOf<PlotSubject>(
    tendsFarm,
    farmOfficer(
      ({ id, farmId, farmerId }) => [id, farmId, farmerId],
      ({ villageCode }) => villageCode,
    ),
  ),
};

/** What the diary holds is judged as its plot is. */
export const diaryAccess: TypeAccess<{ plot: PlotSubject }> = {
  about: ({ plot }) => ofFarm(plot),
  default: subjectRule(fieldPlotAccess.default.rule, (viewer, { plot }, now) =>
    fieldPlotAccess.default(viewer, plot, now),
  ),
};
