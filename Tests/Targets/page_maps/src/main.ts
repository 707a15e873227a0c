import {View} from './view';

let view: View | null;

Object.assign(window, {
  openView() {
    view = new View();
  },
  closeView() {
    view = null;
  },
});
