/** A folder of Linux' own in which nobody makes a file, whoever they are: tests may run as root, who may write wherever a mode forbids it. */
export const READ_ONLY = '/sys';
