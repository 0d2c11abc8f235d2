import { createContext, useContext } from 'react';
import type { Station } from '@/api/types';

interface CommandForm {
  station: Station;
  /** Faults by path. */
  errors: Record<string, string>;
}

export const FormContext = createContext<CommandForm | null>(null);

export function useCommandForm(): CommandForm {
  const form = useContext(FormContext);
  if (!form) throw new Error('A command field stands outside of a command form');
  return form;
}
