const no_gradebook = 'A SIS import brings no assignments and no marks.';
const no_resources = 'A SIS import brings no teaching material.';

/** Files that become nothing, and why. */
export const lostFiles: Readonly<Record<string, string>> = {
  categories: no_gradebook,
  lineItems: no_gradebook,
  lineItemLearningObjectiveIds: no_gradebook,
  lineItemScoreScales: no_gradebook,
  results: no_gradebook,
  resultLearningObjectiveIds: no_gradebook,
  resultScoreScales: no_gradebook,
  scoreScales: no_gradebook,
  resources: no_resources,
  classResources: no_resources,
  courseResources: no_resources,
  userResources: no_resources,
  demographics: 'Canvas keeps no birth dates, places of birth, sexes or origins.',
};
