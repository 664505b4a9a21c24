/** How the page of a report looks, by day and by night, on screen and on paper. */
export const style = `
:root { color-scheme: light dark; --paper: #f6f7f9; --card: #fff; --ink: #1b2330; --faint: #5d6878; --line: #dfe3e9;
  --good: #17753c; --warning: #8a5a00; --bad: #b3261e; }
@media screen and (prefers-color-scheme: dark) { :root { --paper: #12161c; --card: #1b212a; --ink: #e6eaf0; --faint: #9aa6b6;
  --line: #313a47; --good: #5fce8b; --warning: #edb54a; --bad: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1rem; display: grid; gap: 1rem; }
header, section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.2rem 1.4rem;
  min-width: 0; }
header { border-left: .4rem solid var(--tone); }
.good { --tone: var(--good); } .warning { --tone: var(--warning); } .bad { --tone: var(--bad); }
.state { margin: 0; color: var(--tone); font-weight: 700; text-transform: uppercase; letter-spacing: .06em;
  font-size: .8rem; }
h1 { margin: .2rem 0; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 0 0 .8rem; font-size: 1.05rem; }
.when, .more { margin: .4rem 0 0; color: var(--faint); font-size: .9rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .7rem; border-bottom: 1px solid var(--line); text-align: right; }
.words { text-align: left; }
th:first-child { text-align: left; padding-left: 0; font-weight: 600; white-space: nowrap; position: sticky; left: 0;
  background: var(--card); }
thead th { color: var(--faint); font-size: .85rem; font-weight: 500; }
tbody tr:last-child > * { border-bottom: 0; }
.times th, .times td { width: 1%; white-space: nowrap; } .times .bar { width: 98%; text-align: left; }
meter { width: 100%; height: .8rem; }
ul { margin: .5rem 0; padding-left: 1.2rem; } li { overflow-wrap: anywhere; margin: .15rem 0; }
details, .one { border-top: 1px solid var(--line); padding: .5rem 0; }
.one { margin: 0; overflow-wrap: anywhere; }
h2 + details, h2 + .one { border-top: 0; padding-top: 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.count { display: inline-block; min-width: 2.2rem; padding: 0 .5rem; border-radius: 1rem; text-align: center;
  font-weight: 600; font-size: .85rem; border: 1px solid var(--line); }
.place { color: var(--faint); } .error, .warn { font-weight: 600; } .error { color: var(--bad); } .warn { color: var(--warning); } code { font-size: .85rem; color: var(--faint); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; margin: 0; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 34rem) { main { padding: .6rem; } header, section { padding: 1rem; } dl { display: block; }
  dd { margin-bottom: .5rem; } }
@media print { :root { color-scheme: light; --paper: #fff; } main { padding: 0; } header, tr, li, .one { break-inside: avoid; }
  h2, summary { break-after: avoid; } .wide { overflow: visible; }
  details::details-content { content-visibility: visible; block-size: auto; } }
`;
