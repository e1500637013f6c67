/** The shapes several features speak about, as the shared fragments select them. */
export type {
  DevicePartsFragment as Device,
  DocumentCategory,
  DocumentPartsFragment as DocumentRow,
  HomePartsFragment as Home,
  NoticeKind,
  NoticePartsFragment as NoticeRow,
  Phase,
  ReadingPartsFragment as Reading,
  StaffRole,
  TenantPartsFragment as Tenant,
  ViewerPartsFragment as Viewer,
} from "./session.generated";
