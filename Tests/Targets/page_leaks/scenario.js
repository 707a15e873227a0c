// Opens a view and closes it again, on any page of this folder.
module.exports = {
  action: () => openView(),
  back: () => closeView(),
};
