// Asks Atlassian's linter of Forge for the scopes of calls, each written as an app on Forge writes it.
// Arguments: a file with the operations of the OpenAPI documents, in their order, and one with the calls. Prints for each
// call a JSON object: `wants`, what the linter wants an app without scopes to ask for, and `lacks`, what it
// wants more where the app asks for the call's `scopes`.
const fs = require('fs');
const path = require('path');
const { PermissionLinter, tsParser } = require('@forge/lint');

const [operations, calls] = process.argv.slice(1).map((name) => JSON.parse(fs.readFileSync(name)));
const folder = path.dirname(path.resolve(process.argv[1]));
const written = (name) => {
  const file = path.join(folder, `${name}.openapi.json`);
  const paths = {};
  for (const { product, path, method, operation } of operations) {
    if (product === name) (paths[path] ||= {})[method] = operation;
  }
  fs.writeFileSync(file, JSON.stringify({ paths }));
  return file;
};
Object.assign(process.env, {
  USE_LOCAL_SWAGGER: 'true',
  LOCAL_JIRA_SWAGGER: written('jira'),
  LOCAL_CONF_SWAGGER: written('confluence'),
  LOCAL_JSM_SWAGGER: written('none'),
  LOCAL_JSW_SWAGGER: written('none'),
  LOCAL_CONF_V2_SWAGGER: written('none'),
  LOCAL_BB_SWAGGER: written('none'),
});

(async () => {
  const manifest = { permissions: { scopes: [] } };
  const linter = new PermissionLinter('production', manifest, console);
  await linter.bootstrap();
  for (const { product, method, path, scopes } of calls) {
    const request = { jira: 'requestJira', confluence: 'requestConfluence' }[product];
    const route = path.replace(/\{(\w+)\}/g, '${$1}');
    const code = `api.asApp().${request}(route\`${route}\`, { method: '${method}' });`;
    const ast = await tsParser(code, 'app.ts');
    const missing = async (scopes) => {
      manifest.permissions.scopes = scopes;
      const { errors } = await linter.execute({ ast, filepath: 'app.ts' });
      return errors.map((error) => error.metadata.missingPermission);
    };
    console.log(JSON.stringify({ wants: await missing([]), lacks: await missing(scopes) }));
  }
})();
