(()=>{function t(r){return Array.from({length:r},(i,o)=>({row:o,text:`row ${o} of ${performance.now()}`}))}var e=class{constructor(){this.rows=t(2e3);window.addEventListener("resize",()=>this.layout())}layout(){return this.rows.length*window.innerWidth}};var n;Object.assign(window,{openView(){n=new e},closeView(){n=null}});})();
//# sourceMappingURL=bundle.js.map
