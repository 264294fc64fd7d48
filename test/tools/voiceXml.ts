/** VoiceXML 2.1 as its schema has it, as far as our documents go: which element may stand where, with which attributes. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';

export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
};

type Rule = {
  /** Those that end with `!` must be there. */
  readonly attributes: readonly string[];
  readonly children: readonly string[];
  readonly text: boolean;
};

const rule = (attributes: string, children: string, text = false): Rule => ({
  attributes: attributes.split(' ').filter((one) => one !== ''),
  children: children.split(' ').filter((one) => one !== ''),
  text,
});

const handlers = 'catch help noinput nomatch error';
const executable =
  'assign clear disconnect exit goto if log prompt reprompt return script submit throw var audio value data foreach';
const speech = 'audio break emphasis mark p phoneme prosody s say-as sub voice value enumerate foreach';
const grammar = 'item one-of ruleref tag token';

/** After the schema of VoiceXML 2.1 (2007-02-21) and SRGS 1.0, whose inline grammars stand in VoiceXML’s own namespace. */
const rules: Readonly<Record<string, Rule>> = {
  vxml: rule(
    'version! xmlns! xml:lang xml:base application',
    `${handlers} data form link menu meta metadata property script var`,
  ),
  property: rule('name! value!', ''),
  var: rule('name! expr', ''),
  form: rule(
    'id scope',
    `${handlers} block data field filled grammar initial link object property record script subdialog transfer var`,
  ),
  block: rule('name expr cond', executable, true),
  field: rule(
    'name expr cond modal slot type xml:base',
    `${handlers} audio enumerate filled grammar link option prompt property value`,
    true,
  ),
  prompt: rule('bargein bargeintype cond count timeout xml:base xml:lang', speech, true),
  break: rule('time strength', ''),
  catch: rule('event! cond count', executable, true),
  error: rule('cond count', executable, true),
  noinput: rule('cond count', executable, true),
  nomatch: rule('cond count', executable, true),
  filled: rule('mode namelist', executable, true),
  if: rule('cond!', `${executable} elseif else`, true),
  elseif: rule('cond!', ''),
  else: rule('', ''),
  clear: rule('namelist', ''),
  exit: rule('expr namelist', ''),
  reprompt: rule('', ''),
  submit: rule('next! namelist method enctype fetchhint fetchtimeout maxage maxstale', ''),
  grammar: rule(
    'version! root! mode type scope weight xml:lang xml:base tag-format',
    'rule meta metadata tag',
  ),
  rule: rule('id! scope', grammar, true),
  'one-of': rule('xml:lang', 'item'),
  item: rule('repeat repeat-prob weight xml:lang', grammar, true),
  ruleref: rule('uri! type', ''),
};

const values: Readonly<Record<string, RegExp>> = {
  'vxml version': /^2\.1$/,
  'vxml xmlns': /^http:\/\/www\.w3\.org\/2001\/vxml$/,
  'vxml xml:lang': /^ru-RU$/,
  'grammar version': /^1\.0$/,
  'grammar mode': /^dtmf$/,
  'grammar type': /^application\/srgs\+xml$/,
  'rule scope': /^(?:public|private)$/,
  'item repeat': /^\d+(?:-\d*)?$/,
  'break time': /^\d+(?:\.\d+)?m?s$/,
  'submit method': /^(?:get|post)$/,
  'submit enctype': /^application\/x-www-form-urlencoded$/,
  'noinput count': /^[1-9]\d*$/,
  'nomatch count': /^[1-9]\d*$/,
  'var name': /^[A-Za-z]\w*$/,
  'field name': /^[A-Za-z]\w*$/,
};

type Ordered = Readonly<Record<string, unknown>>;

function elementOf(node: Ordered): Element | string {
  const [name = ''] = Object.keys(node).filter((key) => key !== ':@');
  if (name === '#text') return String(node[name]);
  return {
    name,
    attributes: (node[':@'] ?? {}) as Readonly<Record<string, string>>,
    children: (node[name] as readonly Ordered[]).map(elementOf),
  };
}

function faultsOf(element: Element): string[] {
  const { name, attributes, children } = element;
  const known = rules[name];
  if (!known) return [`<${name}> is none of VoiceXML's`];
  const faults: string[] = [];
  const allowed = known.attributes.map((one) => one.replace('!', ''));
  for (const [key, value] of Object.entries(attributes)) {
    if (!allowed.includes(key)) faults.push(`<${name}> has no ${key}`);
    if (values[`${name} ${key}`]?.test(value) === false) faults.push(`<${name} ${key}="${value}">`);
  }
  for (const one of known.attributes)
    if (one.endsWith('!') && attributes[one.slice(0, -1)] === undefined)
      faults.push(`<${name}> lacks ${one}`);
  for (const child of children) {
    if (typeof child === 'string') {
      if (!known.text && child.trim() !== '') faults.push(`<${name}> holds «${child}»`);
    } else if (known.children.includes(child.name)) faults.push(...faultsOf(child));
    else faults.push(`<${child.name}> stands in <${name}>`);
  }
  return faults;
}

/** The document's root. Throws when it is no sound XML, or not as the schema has it. */
export function readVoiceXml(text: string): Element {
  const sound = XMLValidator.validate(text);
  if (sound !== true) throw new Error(`no XML: ${sound.err.msg} in ${text}`);
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    ignoreDeclaration: true,
  });
  const roots = (parser.parse(text) as readonly Ordered[])
    .map(elementOf)
    .filter((one) => typeof one !== 'string');
  const [root, ...others] = roots;
  if (!root || others.length > 0 || root.name !== 'vxml') throw new Error(`no <vxml>: ${text}`);
  const faults = faultsOf(root);
  if (faults.length > 0) throw new Error(faults.join('; '));
  return root;
}
