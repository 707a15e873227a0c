// What a build has left of hand.ts.

function openView() { const rows = Array.from({length: 2000}, (_, row) => ({row, text: `${row} ${performance.now()}`})); addEventListener('resize', () => rows.length); }
function closeView() {}
//# sourceMappingURL=data:application/json,{%22version%22:3,%22sources%22:[%22hand.ts%22],%22mappings%22:%22;;AAoCA%22}
