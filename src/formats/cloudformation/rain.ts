import { isFields } from '../shared/item.js';

/** What rain, a tool of AWS, puts into a template when it packs it: files, and modules with resources. */
export function isOfRain(key: string): boolean {
  return key.startsWith('Rain::');
}

export const RAIN_PACKS = { suggestion: "read what 'rain pkg' makes of it" } as const;

/** The word of rain that stands in place of a resource's type. */
export function rainModuleOf(type: unknown): string | undefined {
  return isFields(type) ? Object.keys(type).find(isOfRain) : undefined;
}

/** Whether rain adds resources to a template. */
export function hasRainModules(resources: unknown): boolean {
  return (
    isFields(resources) &&
    Object.values(resources).some((one) => isFields(one) && rainModuleOf(one.Type) !== undefined)
  );
}
