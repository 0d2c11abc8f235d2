// Judges documents by JSON schema. Arguments: folders of schemas. Standard input, one line each: ["folder/file stem","document as text"].
// Standard output, one line each: "+" for a valid document, "-" and the first reason for an invalid one.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import Ajv from 'ajv';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };

// The schemas carry keywords of their code generator, hence no strict mode. 8.1 / 0.1 is not an integer in binary, hence the precision.
const options = { strict: false, multipleOfPrecision: 6, allErrors: false };
const drafts = {
  'http://json-schema.org/draft-04/schema#': addFormats.default(new Ajv04.default(options)),
  'http://json-schema.org/draft-06/schema#': addFormats.default(new Ajv.default(options)).addMetaSchema(draft06),
};

const judges = new Map();
for (const folder of process.argv.slice(2)) {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const schema = JSON.parse(readFileSync(join(folder, file), 'utf8').replace(/^\uFEFF/, ''));
    judges.set(`${basename(folder)}/${basename(file, '.json')}`, drafts[schema.$schema].compile(schema));
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const [name, text] = JSON.parse(line);
  process.stdout.write(`${verdict(judges.get(name), text)}\n`);
}

function verdict(judge, text) {
  let document;
  try {
    document = JSON.parse(text);
  } catch (refused) {
    return `-not JSON: ${refused.message.replaceAll('\n', ' ')}`;
  }
  if (judge(document)) return '+';
  const [first] = judge.errors;
  return `-${first.instancePath} ${first.message}`;
}
