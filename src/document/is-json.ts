/** Whether a text is called or looks like JSON; else it is YAML. */
export function isJson(name: string, text: string): boolean {
  return /\.(json|tfstate)$/i.test(name) || (/^\s*[[{]/.test(text) && !/\.ya?ml$/i.test(name));
}
