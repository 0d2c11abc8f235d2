import { Component, type ReactNode } from 'react';
import { ErrorNote } from '@/ui/Note';

/** Keeps the rest of the console alive when one page fails to draw. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <ErrorNote
        error={this.state.error}
        retry={() => (isOutdated(this.state.error) ? location.reload() : this.setState({ error: null }))}
      />
    );
  }
}

/** A part of the console that is not there any more: the hub has a newer one. */
const isOutdated = (error: unknown) => error instanceof Error && /dynamically imported module|Importing a module/i.test(error.message);
