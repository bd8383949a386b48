/** Words that stand in no file but those of formats that are read here. */
const OURS = [
  /AWS::(?:EC2|CloudFormation)::|\bAWSTemplateFormatVersion\b|\bOS::(?:Neutron|Nova|Heat)::|\bheat_template_version\b/,
  /"(?:SecurityGroups|SecurityGroupRules|NetworkInterfaces|Reservations|IpPermissions|PrefixLists)"\s*:/,
  /^\s*(?:SecurityGroups|SecurityGroupRules|NetworkInterfaces|Reservations|IpPermissions|PrefixLists)\s*:/m,
  /"(?:terraform_version|planned_values|resource_changes|lineage|security_groups?|security_group_rules|configurationItems)"\s*:/,
  /^[\s-]*["']?(?:(?:amazon|community)\.aws\.)?(?:ec2_group|ec2_security_group)["']?\s*:/m,
  /^["']?(?:prefixLists|groups)["']?\s*:[\s\S]*\b(?:ingress|egress|allow|from|to)["']?\s*:/m,
  /^["']?(?:prefixLists|groups)["']?\s*:[\s\S]*\b(?:ingress|egress)\b/m,
  /^["']?hosts["']?\s*:[\s\S]*\binterfaces["']?\s*:/m,
];

/** Whether a text that cannot be read was meant for this program: its fault is told, and it is not ignored. */
export function looksOurs(text: string): boolean {
  // UTF-16 without a mark has a zero beside every letter.
  const words = text.replaceAll('\0', '');
  return OURS.some((pattern) => pattern.test(words));
}
