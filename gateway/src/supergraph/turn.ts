/** Lets others have their turn: a graph is loaded in steps of some milliseconds while another one serves. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
