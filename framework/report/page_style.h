#pragma once

namespace graft {

/// The style sheet of a report: light and dark by the reader's preference, one column on a phone.
inline constexpr const char* kPageStyle = R"css(
:root {
  color-scheme: light dark;
  --page: #ffffff; --ink: #1c2024; --quiet: #60656c; --rule: #dcdfe3; --panel: #f5f6f8;
  --c1: #0b62a4; --c2: #c2410c; --c3: #0f766e; --c4: #7c3aed; --c5: #be185d; --c6: #4d7c0f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15181c; --ink: #e6e8ea; --quiet: #9aa1a9; --rule: #343a41; --panel: #1d2126;
    --c1: #6cb6f5; --c2: #f59e6c; --c3: #5cc8bb; --c4: #b79cff; --c5: #f58bb7; --c6: #a5cf62;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 68rem; padding: 1rem 1rem 3rem; background: var(--page);
  color: var(--ink); line-height: 1.5;
  font-family: system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
}
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; padding-top: .6rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
p { margin: .4rem 0; }
.quiet { color: var(--quiet); }
.note { border-left: 3px solid var(--c2); padding-left: .6rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid var(--rule); }
th { font-weight: 600; }
td { overflow-wrap: break-word; }
td.number, th.number { text-align: right; white-space: nowrap; }
tr.differs td { background: var(--panel); }
.interval { color: var(--quiet); display: inline-block; white-space: nowrap; font-size: .85em; }
table + table, .scroll + .scroll { margin-top: .8rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: .5rem 1.5rem; }
figure { margin: .6rem 0; }
figcaption { font-size: .88rem; }
.key { color: var(--quiet); margin-left: .6rem; white-space: nowrap; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--quiet); font-size: 12px; font-family: inherit; }
svg .grid { stroke: var(--rule); fill: none; }
svg .line path { fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linejoin: round; }
svg .dotted path { stroke-dasharray: 5 3; }
svg .line circle { fill: currentColor; }
svg.bar { width: 9rem; min-width: 9rem; height: 1.2rem; }
.color-1 { color: var(--c1); } .color-2 { color: var(--c2); } .color-3 { color: var(--c3); }
.color-4 { color: var(--c4); } .color-5 { color: var(--c5); } .color-6 { color: var(--c6); }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--c1); }
pre { background: var(--panel); padding: .7rem; overflow-x: auto; font-size: .82rem; line-height: 1.4; }
code { font-size: .9em; }
)css";

}  // namespace graft
