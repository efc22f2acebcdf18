// Prints what Forge's own validator reports about manifests, one JSON object per line.
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
    // Translation files are searched relative to this folder.
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
