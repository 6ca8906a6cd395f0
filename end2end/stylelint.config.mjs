// The CSS lint: the standard rules, and the house's own: nothing literal outside tokens.css.
const off = {
  "function-disallowed-list": null,
  "declaration-property-value-disallowed-list": null,
};

export default {
  extends: ["stylelint-config-standard"],
  rules: {
    "color-named": "never",
    "color-no-hex": true,
    "function-disallowed-list": [
      ["rgb", "rgba", "hsl", "hsla", "hwb", "oklch", "oklab", "lch", "lab", "light-dark"],
      { message: "A colour belongs in tokens.css" },
    ],
    "declaration-property-value-disallowed-list": [
      {
        // Up to three pixels are a line, not a space.
        "/^(margin|padding|gap|row-gap|column-gap|font-size|border-radius)/": [/(^|[\s(])(?:[4-9]|\d{2,})(?:\.\d+)?px/, /\drem/],
      },
      { message: "A space, a radius and a size of text belong in tokens.css" },
    ],
    "declaration-no-important": true,
    "max-nesting-depth": 4,
    // One file a component: its parts in the order they stand on the page.
    "no-descending-specificity": null,
    "declaration-empty-line-before": null,
  },
  // offline.css stands alone: nothing else may be there when it is shown.
  overrides: [{ files: ["**/tokens.css", "**/offline.css"], rules: off }],
};
