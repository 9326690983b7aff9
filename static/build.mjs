// Builds static/build from static/src: `npm ci && node static/build.mjs`.
// The same sources give the same bytes, so CI can rebuild and compare. What no page needs is not shipped.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import rtlcss from "rtlcss";
import { NodePackageImporter, compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const target = join(here, "build");

const sheet = (name) =>
  compile(join(source, name), { style: "compressed", importers: [new NodePackageImporter(here)], charset: false }).css;
const script = (name) =>
  buildSync({ entryPoints: [join(source, name)], bundle: true, minify: true, write: false, format: "esm", target: "es2020", legalComments: "none" })
    .outputFiles[0].text;

const pub = sheet("public.scss");
const files = {
  "public.css": pub,
  "public.rtl.css": rtlcss.process(pub),
  "staff.css": sheet("staff.scss"),
  "main.js": script("main.js"),
};
for (const name of readdirSync(source)) if (extname(name) === ".svg") files[name] = readFileSync(join(source, name), "utf8");

rmSync(target, { recursive: true, force: true });
mkdirSync(target);
const manifest = {};
for (const [name, text] of Object.entries(files).sort()) {
  const body = Buffer.from(text);
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 10);
  const hashed = `${basename(name, extname(name))}.${hash}${extname(name)}`;
  manifest[name] = hashed;
  const gzip = gzipSync(body, { level: 9 }); // Node writes no time into the header
  writeFileSync(join(target, hashed), body);
  writeFileSync(join(target, `${hashed}.gz`), gzip);
  writeFileSync(join(target, `${hashed}.br`), brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }));
  console.log(`${hashed}  ${body.length} bytes, ${gzip.length} gzip`);
}
writeFileSync(join(target, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
