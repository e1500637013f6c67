/** The shapes several features speak about, as the shared fragments select them. */
export type {
  DevicePartsFragment as Device,
  DocumentCategory,
  DocumentPartsFragment as DocumentRow,
  HistoryPartsFragment,
  HomePartsFragment as Home,
  NoticeKind,
  NoticePartsFragment as NoticeRow,
  NoticeStepKind,
  Phase,
  ReadingPartsFragment as Reading,
  StaffRole,
  TenantPartsFragment as Tenant,
  ViewerPartsFragment as Viewer,
} from "./session.generated";
