export { Dialog, SafeButton } from "@/shared/dialog";
