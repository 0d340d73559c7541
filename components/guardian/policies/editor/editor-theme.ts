// The editor in the product's own colours, which follow the theme by themselves.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";

export const editorTheme = EditorView.theme({
  "&": { color: "var(--color-fg)", backgroundColor: "var(--color-surface)", fontSize: "0.8125rem" },
  "&.cm-focused": { outline: "2px solid var(--color-focus)", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.5", minHeight: "24rem" },
  ".cm-content": { caretColor: "var(--color-fg)" },
  ".cm-cursor": { borderLeftColor: "var(--color-fg)" },
  ".cm-gutters": {
    color: "var(--color-faint)",
    backgroundColor: "var(--color-sunken)",
    borderRight: "1px solid var(--color-line)",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--color-hover)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "var(--color-info-line)",
  },
  ".cm-foldPlaceholder, .cm-selectionMatch, .cm-matchingBracket": {
    color: "inherit",
    backgroundColor: "var(--color-selected)",
    borderColor: "var(--color-line-strong)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--color-selected)" },
  ".cm-tooltip, .cm-panels": {
    color: "var(--color-fg)",
    backgroundColor: "var(--color-raised)",
    border: "1px solid var(--color-line-strong)",
  },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "var(--color-on-primary)",
    backgroundColor: "var(--color-primary)",
  },
  ".cm-completionDetail": { color: "inherit", opacity: "0.8" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--color-danger)" },
  ".cm-policy-key": { color: "var(--color-info)" },
  ".cm-policy-comment": { color: "var(--color-faint)" },
  ".cm-policy-text": { color: "var(--color-success)" },
});

const CLASSES = ["cm-policy-comment", "cm-policy-text", "cm-policy-key"] as const;

/** Comments, quoted texts and keys, in this order: a key in a comment is a comment. */
const matcher = new MatchDecorator({
  regexp: /((?<=^|\s)#.*$)|("[^"\n]*"|'[^'\n]*')|([\w-]+(?=:(?:\s|$)))/gm,
  decoration: (match) => {
    const index = match.slice(1).findIndex((group) => group !== undefined);
    return Decoration.mark({ class: CLASSES[index] ?? "" });
  },
});

const marks = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = matcher.createDeco(view);
    }
    update(update: ViewUpdate) {
      this.decorations = matcher.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** In the place of the editor's own colours, which are for a light page alone. */
export const colours = [marks, syntaxHighlighting(HighlightStyle.define([]))];
