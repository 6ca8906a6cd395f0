// Writes crates/ui/src/icon/shapes.rs: the geometry of the Lucide icons named below, for `ui::Icon`.
// Run in end2end after adding a name: `npm run icons`.
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";

const names = {
  ArrowRight: ["arrow-right", "Goes on."],
  Award: ["award", "Certification, strength proven."],
  Banknote: ["banknote", "Pay."],
  Bike: ["bike", "Journey."],
  Briefcase: ["briefcase", "Job."],
  Building: ["building-2", "Organisation."],
  Calendar: ["calendar", "Date."],
  Check: ["check", "Done, a strength."],
  ChevronDown: ["chevron-down", "Opens below."],
  ChevronLeft: ["chevron-left", "Back."],
  ChevronRight: ["chevron-right", "Forward."],
  CircleAlert: ["circle-alert", "An error."],
  CircleCheck: ["circle-check", "It worked."],
  CircleHelp: ["circle-question-mark", "Unknown, or an explanation."],
  Clock: ["clock", "Time."],
  Download: ["download", "Export."],
  Ellipsis: ["ellipsis", "More."],
  ExternalLink: ["external-link", "Leads off the site."],
  Eye: ["eye", "Visible to others."],
  EyeOff: ["eye-off", "Hidden from others."],
  File: ["file-text", "Document."],
  Filter: ["list-filter", "Filter."],
  Globe: ["globe", "Public."],
  GraduationCap: ["graduation-cap", "Education."],
  History: ["history", "What happened."],
  Home: ["house", "Home."],
  Info: ["info", "Worth knowing."],
  Keyboard: ["keyboard", "Shortcuts."],
  Kanban: ["square-kanban", "Pipeline."],
  Lock: ["lock", "Private."],
  LogIn: ["log-in", "Sign in."],
  LogOut: ["log-out", "Sign out."],
  Mail: ["mail", "E-mail."],
  MapPin: ["map-pin", "Place."],
  Menu: ["menu", "Navigation."],
  Message: ["message-square", "Note."],
  Minus: ["minus", "Not asked."],
  Monitor: ["monitor", "As the system does; a device."],
  Moon: ["moon", "Dark."],
  Pencil: ["pencil", "Edit."],
  Plus: ["plus", "Add."],
  Scale: ["scale", "Compare."],
  Search: ["search", "Search."],
  Send: ["send", "Send."],
  Settings: ["settings", "Settings."],
  Shield: ["shield-check", "Checked, safe."],
  Smartphone: ["smartphone", "Install; a phone."],
  Sun: ["sun", "Light."],
  Switch: ["chevrons-up-down", "Choose another."],
  Target: ["target", "Fit."],
  Trash: ["trash-2", "Delete."],
  TrendingUp: ["trending-up", "What would raise it."],
  Triangle: ["triangle-alert", "A concern."],
  User: ["user", "A person."],
  UserPlus: ["user-plus", "Invite."],
  Users: ["users", "People."],
  Wallet: ["wallet", "Money."],
  WifiOff: ["wifi-off", "Offline."],
  X: ["x", "Close, remove."],
};

const shapes = Object.entries(names).map(([name, [file, doc]]) => {
  const svg = readFileSync(new URL(`../node_modules/lucide-static/icons/${file}.svg`, import.meta.url), "utf8");
  const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return { name, doc, inner: inner.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>").trim() };
});
const rust = `//! Made by \`end2end/tools/icons.mjs\` from Lucide (ISC licence, see ATTRIBUTION.md). Do not edit.

/// The icons of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Icon {
${shapes.map((s) => `    /// ${s.doc}\n    ${s.name},`).join("\n")}
}

impl Icon {
    /// Every icon, by name.
    pub const ALL: &'static [Self] = &[
${shapes.map((s) => `        Self::${s.name},`).join("\n")}
    ];

    /// The shapes inside the \`<svg>\`, on a grid of 24.
    pub fn shapes(self) -> &'static str {
        match self {
${shapes.map((s) => `            Self::${s.name} => {\n                r#"${s.inner}"#\n            }`).join("\n")}
        }
    }
}
`;
mkdirSync(new URL("../../crates/ui/src/icon/", import.meta.url), { recursive: true });
writeFileSync(new URL("../../crates/ui/src/icon/shapes.rs", import.meta.url), rust);
