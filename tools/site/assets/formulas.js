// Formulas by the MathJax beside this file, with the fonts beside it.
window.MathJax = {
  tex2jax: { inlineMath: [["\\(", "\\)"]], displayMath: [["\\[", "\\]"]], processEscapes: true, processEnvironments: true },
  "HTML-CSS": { availableFonts: [], preferredFont: null, webFont: "STIX-Web", imageFont: null, matchFontHeight: false },
  MathMenu: { showRenderer: false },
  showMathMenu: false,
  messageStyle: "none",
};
