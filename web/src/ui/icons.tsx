import type { ReactNode } from 'react';

/** Line icons on a 16-pixel grid; they take the text's colour and are decoration, so names come from labels. */
function icon(paths: ReactNode, filled = false) {
  return function Icon({ size = 16 }: { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill={filled ? 'currentColor' : 'none'}
        stroke={filled ? 'none' : 'currentColor'}
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
        style={{ flex: 'none' }}
      >
        {paths}
      </svg>
    );
  };
}

export const OverviewIcon = icon(<path d="M2 11.5 5.5 7l3 2.5L14 3.5M2 14h12" />);
export const StationIcon = icon(
  <>
    <path d="M3.5 14V3.5A1.5 1.5 0 0 1 5 2h3.5A1.5 1.5 0 0 1 10 3.5V14M2 14h9.5" />
    <path d="M10 8h1.2c.7 0 1.1.5 1.1 1.1v1.7a1 1 0 0 0 2 0V6.5L12.5 4.7M7.2 4.7 5.6 7.3h2.3L6.3 9.9" />
  </>,
);
export const AlarmIcon = icon(<path d="M4 11V7a4 4 0 0 1 8 0v4l1.3 1.5H2.7L4 11ZM6.7 14.2h2.6" />);
export const SessionIcon = icon(<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h6.5" />);
export const TagIcon = icon(
  <>
    <rect x="2" y="3.5" width="12" height="9" rx="1.5" />
    <path d="M4.5 9.5h3M10.5 6.2c.9.9.9 2.7 0 3.6M9 7.3" />
  </>,
);
export const MessageIcon = icon(<path d="M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13" />);
export const AuditIcon = icon(
  <>
    <path d="M12.5 7V2.5h-9v11h4.2M5.7 5.3h4.6M5.7 7.8h2.6" />
    <circle cx="11.3" cy="10" r="1.5" />
    <path d="M8.5 14.2c.3-1.5 1.4-2.4 2.8-2.4s2.5.9 2.8 2.4" />
  </>,
);
export const ClusterIcon = icon(
  <>
    <rect x="6" y="2" width="4" height="3.6" rx="0.8" />
    <rect x="1.8" y="10.4" width="4" height="3.6" rx="0.8" />
    <rect x="10.2" y="10.4" width="4" height="3.6" rx="0.8" />
    <path d="M8 5.6V8M3.8 10.4V8h8.4v2.4" />
  </>,
);
export const DeadLetterIcon = icon(
  <>
    <rect x="2" y="3.5" width="12" height="9" rx="1.5" />
    <path d="m2.5 4.5 5.5 4 5.5-4M6.3 10.4h3.4" />
  </>,
);
export const MqttIcon = icon(
  <>
    <circle cx="4" cy="12" r="1.4" />
    <path d="M2.6 7.2a6.2 6.2 0 0 1 6.2 6.2M2.6 2.8a10.6 10.6 0 0 1 10.6 10.6" />
  </>,
);
export const SiteIcon = icon(
  <>
    <path d="M2 3h12M4.5 3v10M8 3v10M11.5 3v10M2 8h12" />
    <circle cx="8" cy="8" r="1.5" fill="currentColor" />
  </>,
);
export const SettingsIcon = icon(
  <>
    <path d="M2.5 4.5h6M12 4.5h1.5M2.5 11.5H4M7.5 11.5h6" />
    <circle cx="10.2" cy="4.5" r="1.7" />
    <circle cx="5.8" cy="11.5" r="1.7" />
  </>,
);
export const TwinIcon = icon(
  <>
    <path d="M2.5 5.5h9v6h-9zM11.5 7.2h1.9v2.6h-1.9" />
    <path d="M4.7 8.5h1.6l1-1.6 1.1 3.2.9-1.6" />
  </>,
);
export const MoreIcon = icon(
  <path d="M4.5 8a1.2 1.2 0 1 1-2.4 0 1.2 1.2 0 0 1 2.4 0Zm4.7 0a1.2 1.2 0 1 1-2.4 0 1.2 1.2 0 0 1 2.4 0Zm4.7 0a1.2 1.2 0 1 1-2.4 0 1.2 1.2 0 0 1 2.4 0Z" />,
  true,
);
export const SearchIcon = icon(
  <>
    <circle cx="7" cy="7" r="4.3" />
    <path d="m10.3 10.3 3.2 3.2" />
  </>,
);
export const UserIcon = icon(
  <>
    <circle cx="8" cy="5.5" r="2.7" />
    <path d="M2.8 13.5c.7-2.4 2.7-3.7 5.2-3.7s4.5 1.3 5.2 3.7" />
  </>,
);
export const ChevronDown = icon(<path d="m4.5 6.5 3.5 3.5 3.5-3.5" />);
export const ChevronRight = icon(<path d="m6.5 4.5 3.5 3.5-3.5 3.5" />);
export const BackIcon = icon(<path d="M9.5 3.5 5 8l4.5 4.5" />);
export const CloseIcon = icon(<path d="m4 4 8 8M12 4l-8 8" />);
export const PlusIcon = icon(<path d="M8 3.5v9M3.5 8h9" />);
export const CopyIcon = icon(
  <>
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
    <path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5" />
  </>,
);
export const DownloadIcon = icon(<path d="M8 2.5v7.5M5 7.2 8 10.2l3-3M2.5 13.5h11" />);
export const ViewIcon = icon(<path d="M4.5 2.5h7v11L8 10.8l-3.5 2.7z" />);
export const PauseIcon = icon(<path d="M4.5 3.5h2.2v9H4.5zM9.3 3.5h2.2v9H9.3z" />, true);
export const PlayIcon = icon(<path d="M5 3.2v9.6L12.5 8z" />, true);
export const StopIcon = icon(<path d="M4 4h8v8H4z" />, true);
export const LimitIcon = icon(<path d="M2.5 5h11M4 13V8.5M8 13V8.5M12 13V8.5" />);
export const ResetIcon = icon(<path d="M12.8 8a4.8 4.8 0 1 1-1.5-3.5M11.5 1.9v2.8H8.7" />);
export const UnlockIcon = icon(<path d="M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 4.8-.9" />);
export const PowerIcon = icon(<path d="M8 2.5v5M5 4.3a5 5 0 1 0 6 0" />);
export const InIcon = icon(<path d="M3 8h9M8.5 4.5 12 8l-3.5 3.5" />);
export const OutIcon = icon(<path d="M13 8H4M7.5 4.5 4 8l3.5 3.5" />);
