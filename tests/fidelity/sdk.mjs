// The second judge: Microsoft's Open XML SDK (as WebAssembly, package @ooxml-tools/validate).
//
//   node sdk.mjs SUBMITTED GRAFTED [WHICH OF_HOW_MANY]
//
// Holds each annotated workbook to the one submitted: no error that was not there before. Without
// one of that name (a blank form, say) there may be no error at all.
// Exit code 1 where there is one.
import { createRequire } from "node:module";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [submitted, grafted, which = "0", count = "1"] = process.argv.slice(2);
const require = createRequire(resolve(process.env.NODE_HOME ?? ".", "x.cjs"));
const { default: validate } = await import(
  pathToFileURL(require.resolve("@ooxml-tools/validate"))
);

/** Errors as counted keys; a package that the SDK does not open has one error of its own. */
async function errors(path) {
  const counted = new Map();
  const add = (key) => counted.set(key, (counted.get(key) ?? 0) + 1);
  try {
    for (const error of await validate(readFileSync(path), "xlsx", "Microsoft365")) {
      add(`${error.path?.partUri} ${error.id} ${error.description}`);
    }
  } catch (why) {
    add(`not opened: ${String(why).split("\n")[0]}`);
  }
  return counted;
}

// The SDK in WebAssembly takes minutes for a big register; byte for byte and LibreOffice do.
// SDK_BIGGEST: bytes of the biggest that is judged all the same.
const BIGGEST = Number(process.env.SDK_BIGGEST ?? 100_000);
let judged = 0;
let big = 0;
let unopened = 0;
let bad = 0;
const names = readdirSync(grafted).sort();
for (const [i, name] of names.entries()) {
  if (i % Number(count) !== Number(which)) continue;
  const before_it = join(submitted, name);
  if (existsSync(before_it) && statSync(before_it).size > BIGGEST) {
    big += 1;
    continue;
  }
  const after = await errors(join(grafted, name));
  judged += 1;
  if (after.size === 0) continue;
  const before = existsSync(before_it) ? await errors(before_it) : new Map();
  unopened += [...before.keys()].some((key) => key.startsWith("not opened")) ? 1 : 0;
  const fresh = [...after].filter(([key, times]) => times > (before.get(key) ?? 0));
  if (fresh.length > 0) {
    bad += 1;
    console.log(`sdk: ${name} has new errors:`);
    for (const [key] of fresh.slice(0, 5)) console.log(`  ${key}`);
  }
}
console.log(
  `sdk: ${judged} judged, ${big} left out as too big, ` +
    `${unopened} not opened before either, ${bad} with new errors`,
);
process.exit(bad > 0 ? 1 : 0);
