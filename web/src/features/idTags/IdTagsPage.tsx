export function IdTagsPage() {
  return null;
}
