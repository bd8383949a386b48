import type { Definition, Rule } from '../../definition/model.js';

/**
 * Numbers rules as people count them. A cloud's rule has one range of ports and one peer, so that what is one to people is
 * written as several, next to each other and described alike: these have one number. A rule without description is one alone.
 */
export function numberRules(definition: Definition): Definition {
  const groups = definition.groups.map((group) => ({
    ...group,
    ingress: numbered(group.ingress),
    egress: numbered(group.egress),
  }));
  return { ...definition, groups };
}

function numbered(rules: readonly Rule[]): readonly Rule[] {
  let number = 0;
  return rules.map((rule, i) => {
    const { description } = rule;
    if (i === 0 || description === '' || description !== rules[i - 1]!.description) number++;
    return number === i + 1 ? rule : { ...rule, number };
  });
}
