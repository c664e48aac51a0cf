import type { PersonView } from '../api/types';
import type { Choice } from '../base/combobox';

/** Enrolled people to choose from, by name; those of the same name are told apart by their id. */
export function personChoices(people: PersonView[]): Choice[] {
  const names = new Map<string, number>();
  for (const { name } of people) names.set(name, (names.get(name) ?? 0) + 1);
  return people
    .map((person) => ({
      id: person.personId,
      name: person.name,
      pictureUrl: portraitOf(person),
      ...(names.get(person.name)! > 1 ? { detail: person.personId } : {}),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The picture that shows a person: their best enrolled photo that is kept. */
export function portraitOf(person: PersonView): string | null {
  const kept = person.photos.filter((photo) => photo.url !== null);
  const best = [...kept].sort((a, b) => Number(a.isLearned) - Number(b.isLearned) || b.quality - a.quality)[0];
  return best?.url ?? null;
}
