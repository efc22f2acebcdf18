// Prints what Forge's own validator says of the manifest in this folder, one JSON object a line.
const { createRequire } = require('module');
const path = require('path');

let forge;
try {
  forge = createRequire(path.join(process.cwd(), 'manifest.js'))('@forge/manifest');
} catch (error) {
  if (error.code !== 'MODULE_NOT_FOUND') throw error;
  process.exit(3);
}
const { ProcessorBuilder, ValidationTypes } = forge;
const kinds = Object.keys(ValidationTypes).filter((name) => Number.isNaN(Number(name)));

(async () => {
  for (const kind of kinds) {
    const validated = await ProcessorBuilder.instance()
      .withValidation(ValidationTypes[kind])
      .build()
      .process(process.argv[2]);
    for (const { level, message } of validated.errors || []) {
      console.log(JSON.stringify({ kind, level, message }));
    }
  }
})();
