// What a view shows.
export interface Row {
  row: number;
  text: string;
}

export function makeRows(count: number): Row[] {
  return Array.from({length: count}, (_, row) => ({row, text: `row ${row} of ${performance.now()}`}));
}
