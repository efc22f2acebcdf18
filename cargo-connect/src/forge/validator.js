// Prints what Forge's own validator says of manifests, one JSON object a line.
const { createRequire } = require('module');
const path = require('path');

(async () => {
  for (const manifest of process.argv.slice(1).map((name) => path.resolve(name))) {
    let forge;
    try {
      forge = createRequire(manifest)('@forge/manifest');
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
      process.exit(3);
    }
    const { ProcessorBuilder, ValidationTypes } = forge;
    // Files of translations are looked for from here.
    process.chdir(path.dirname(manifest));
    for (const kind of Object.keys(ValidationTypes).filter((name) => Number.isNaN(Number(name)))) {
      const validated = await ProcessorBuilder.instance()
        .withValidation(ValidationTypes[kind])
        .build()
        .process(path.basename(manifest));
      for (const { level, message } of validated.errors || []) {
        console.log(JSON.stringify({ manifest, kind, level, message }));
      }
    }
  }
})();
