import {makeRows, type Row} from './rows';

/** A view that listens to the window, and goes without taking its listener along. */
export class View {
  private rows: Row[] = makeRows(2000);

  constructor() {
    window.addEventListener('resize', () => this.layout());
  }

  private layout(): number {
    return this.rows.length * window.innerWidth;
  }
}
