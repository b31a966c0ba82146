/** A Node of this machine. */
type MachineNode = { path: string; version: string };

export function packagedNode(): string | null;
export function chooseNode(given: {
  execPath: string;
  version: string;
  machineNode: MachineNode | null;
  packaged: string | null;
}): string;
export function onTheRightNode(script: string): Promise<void>;
