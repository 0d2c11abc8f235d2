import type { ComponentType } from 'react';
import {
  AlarmIcon,
  AuditIcon,
  ClusterIcon,
  DeadLetterIcon,
  MessageIcon,
  MqttIcon,
  OverviewIcon,
  SessionIcon,
  SettingsIcon,
  SiteIcon,
  StationIcon,
  TagIcon,
  TwinIcon,
} from '@/ui/icons';

export interface PageEntry {
  path: string;
  name: string;
  /** Pressed after `g`. */
  key: string;
  Icon: ComponentType<{ size?: number }>;
}

export const pages: PageEntry[] = [
  { path: '/', name: 'Overview', key: 'o', Icon: OverviewIcon },
  { path: '/stations', name: 'Stations', key: 's', Icon: StationIcon },
  { path: '/alarms', name: 'Alarms', key: 'a', Icon: AlarmIcon },
  { path: '/transactions', name: 'Transactions', key: 't', Icon: SessionIcon },
  { path: '/sites', name: 'Sites', key: 'e', Icon: SiteIcon },
  { path: '/twin', name: 'Twin', key: 'w', Icon: TwinIcon },
  { path: '/id-tags', name: 'Id tags', key: 'i', Icon: TagIcon },
  { path: '/messages', name: 'Messages', key: 'm', Icon: MessageIcon },
  { path: '/mqtt', name: 'MQTT', key: 'q', Icon: MqttIcon },
  { path: '/audit', name: 'Audit log', key: 'u', Icon: AuditIcon },
  { path: '/dead-letters', name: 'Dead letters', key: 'd', Icon: DeadLetterIcon },
  { path: '/cluster', name: 'Cluster', key: 'l', Icon: ClusterIcon },
  { path: '/settings', name: 'Settings', key: 'c', Icon: SettingsIcon },
];

/** On a phone these stand at the bottom; the others are behind "More". */
export const thumbPages = pages.slice(0, 4);
