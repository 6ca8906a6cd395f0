//! The trades the demo world works in: what a job is called, what it asks, what it pays.
//! Skills and occupations are named by their ESCO labels and resolved when the demo is loaded.

/// One trade.
pub struct Trade {
    /// ESCO occupation.
    pub occupation: &'static str,
    /// What employers write above a job.
    pub job_titles: &'static [&'static str],
    /// What people write above their profile.
    pub headlines: &'static [&'static str],
    /// Job category.
    pub category: &'static str,
    /// Usual pay an hour in pence, from and to.
    pub pay: (i64, i64),
    /// When the work is done.
    pub hours: Hours,
    /// Can it be done from home?
    pub remote: bool,
    /// European Qualifications Framework level usually asked; 0 for none.
    pub education: i16,
    /// Document the law or the insurer asks for.
    pub document: Option<&'static str>,
    /// Skills, the most important first.
    pub skills: &'static [&'static str],
}

/// When work is done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Hours {
    /// Monday to Friday, nine to half past five.
    Office,
    /// Early and late shifts, some weekends.
    Shifts,
    /// Evenings and weekends.
    Evenings,
    /// Nights.
    Nights,
}

use Hours::{Evenings, Nights, Office, Shifts};

macro_rules! trades {
    ($($occupation:literal, $category:literal, $from:literal..$to:literal, $hours:ident, $remote:literal, $education:literal, $document:expr;
       jobs $jobs:expr; people $people:expr; skills $skills:expr;)*) => {
        &[$(Trade {
            occupation: $occupation, category: $category, pay: ($from, $to), hours: $hours, remote: $remote, education: $education,
            document: $document, job_titles: &$jobs, headlines: &$people, skills: &$skills,
        }),*]
    };
}

/// Every trade.
pub const TRADES: &[Trade] = trades! {
    "warehouse worker", "WAREHOUSE", 1221..1380, Shifts, false, 0, None;
        jobs ["Warehouse operative, days", "Warehouse operative, lates", "Order picker", "Picker and packer"];
        people ["Warehouse operative", "Picker and packer, quick and careful", "Order picker with scanner experience"];
        skills ["pick orders for dispatching", "load goods for dispatch", "lift heavy weights", "unload cargo", "operate warehouse materials", "apply health and safety standards", "work in teams", "manage warehouse inventory"];
    "forklift operator", "WAREHOUSE", 1290..1520, Shifts, false, 0, Some("FORKLIFT_LICENCE");
        jobs ["Forklift driver, counterbalance", "Forklift driver, nights", "Reach truck driver"];
        people ["Forklift driver, counterbalance and reach", "Forklift driver, three years in distribution"];
        skills ["operate forklift", "load goods for dispatch", "unload cargo", "apply health and safety standards", "manage warehouse inventory", "pick orders for dispatching", "operate warehouse materials"];
    "shop assistant", "RETAIL", 1221..1310, Shifts, false, 0, None;
        jobs ["Shop assistant", "Sales assistant, weekends", "Customer assistant"];
        people ["Shop assistant who enjoys the till and the people", "Retail assistant, five years in grocery"];
        skills ["customer service", "handle cash desk", "process payments", "carry out active selling", "stock shelves", "monitor stock level", "communicate with customers", "apply numeracy skills"];
    "shop manager", "RETAIL", 1500..1900, Shifts, false, 4, None;
        jobs ["Shop manager", "Store manager, convenience"];
        people ["Shop manager, small teams", "Retail manager, food and convenience"];
        skills ["manage staff", "customer service", "monitor stock level", "manage budgets", "handle cash desk", "plan schedule", "recruit employees"];
    "waiter/waitress", "HOSPITALITY", 1221..1350, Evenings, false, 0, None;
        jobs ["Waiting staff, evenings", "Waiter or waitress, weekends", "Restaurant floor staff"];
        people ["Waiter, busy restaurants", "Waiting staff, fine dining and events"];
        skills ["serve food in table service", "take food and beverage orders from customers", "serve beverages", "comply with food safety and hygiene", "customer service", "process payments", "work in teams"];
    "bartender", "HOSPITALITY", 1230..1420, Evenings, false, 0, None;
        jobs ["Bartender", "Bar staff, late shifts"];
        people ["Bartender, cocktails and craft beer", "Bar supervisor"];
        skills ["serve beverages", "prepare mixed beverages", "handle cash desk", "customer service", "comply with food safety and hygiene", "maintain bar cleanliness"];
    "cook", "HOSPITALITY", 1290..1550, Evenings, false, 3, Some("FOOD_HYGIENE");
        jobs ["Cook", "Commis chef", "Line cook, dinner service"];
        people ["Cook, seasonal British food", "Line cook, high-volume kitchens"];
        skills ["use cooking techniques", "use food preparation techniques", "comply with food safety and hygiene", "work in a hospitality team", "maintain a safe, hygienic and secure working environment", "store kitchen supplies", "cook pastry products"];
    "kitchen porter", "HOSPITALITY", 1221..1290, Evenings, false, 0, None;
        jobs ["Kitchen porter", "Kitchen assistant"];
        people ["Kitchen porter", "Kitchen assistant looking to learn"];
        skills ["clean surfaces", "comply with food safety and hygiene", "maintain kitchen equipment at correct temperature", "store kitchen supplies", "work in teams", "lift heavy weights"];
    "barista", "HOSPITALITY", 1221..1330, Shifts, false, 0, None;
        jobs ["Barista", "Barista, early shifts"];
        people ["Barista, speciality coffee", "Barista and café all-rounder"];
        skills ["prepare hot drinks", "customer service", "handle cash desk", "comply with food safety and hygiene", "serve beverages", "maintain customer service"];
    "hotel receptionist", "HOSPITALITY", 1240..1400, Shifts, false, 3, None;
        jobs ["Hotel receptionist", "Front desk agent, nights"];
        people ["Hotel receptionist, two languages", "Front desk, boutique hotels"];
        skills ["greet guests", "customer service", "process reservations", "handle customer complaints", "process payments", "communicate with customers"];
    "building cleaner", "CLEANING", 1221..1330, Evenings, false, 0, None;
        jobs ["Office cleaner, evenings", "Cleaner", "Cleaning operative, early mornings"];
        people ["Cleaner, offices and schools", "Cleaning operative"];
        skills ["clean surfaces", "clean building floors", "keep the toilet facilities clean", "handle chemical cleaning agents", "follow organisational guidelines in the cleaning industry", "apply health and safety standards"];
    "healthcare assistant", "CARE", 1240..1420, Shifts, false, 2, Some("DBS");
        jobs ["Healthcare assistant", "Healthcare assistant, nights", "Ward assistant"];
        people ["Healthcare assistant, hospital wards", "Healthcare assistant, elderly care"];
        skills ["deliver basic support to patients", "monitor basic patients signs", "communicate with nursing staff", "empathise with the healthcare user", "adhere to organisational guidelines", "provide first aid", "work in multidisciplinary health teams"];
    "home care aide", "CARE", 1230..1400, Shifts, false, 0, Some("DBS");
        jobs ["Home carer", "Care worker, visits by car"];
        people ["Home carer", "Care worker, dementia experience"];
        skills ["assist with personal administration issues", "provide domestic care", "empathise with the healthcare user", "provide first aid", "deliver basic support to patients", "drive vehicles"];
    "nurse responsible for general care", "CARE", 1750..2350, Shifts, false, 6, Some("NURSING_PIN");
        jobs ["Registered nurse", "Staff nurse, nights"];
        people ["Registered nurse, acute medicine", "Staff nurse, community"];
        skills ["implement nursing care", "diagnose nursing care", "plan nursing care", "work in multidisciplinary health teams", "monitor basic patients signs", "record treated patient's information", "provide first aid"];
    "early years teacher", "EDUCATION", 1350..1750, Office, false, 5, Some("DBS");
        jobs ["Nursery teacher", "Early years practitioner"];
        people ["Early years practitioner", "Nursery teacher, outdoor learning"];
        skills ["implement care programmes for children", "support children's wellbeing", "assist students in their learning", "supervise children", "maintain students' discipline", "provide first aid"];
    "van driver", "TRANSPORT", 1260..1480, Shifts, false, 0, Some("DRIVING_LICENCE");
        jobs ["Delivery driver, van", "Multi-drop driver", "Courier, own round"];
        people ["Delivery driver, multi-drop", "Van driver, clean licence"];
        skills ["drive vehicles", "drive in urban areas", "load goods for dispatch", "use gps systems", "customer service", "lift heavy weights", "unload cargo"];
    "cargo vehicle driver", "TRANSPORT", 1500..1900, Nights, false, 0, Some("DRIVING_LICENCE");
        jobs ["HGV driver, nights", "Class 2 driver"];
        people ["HGV driver, class 1", "Lorry driver, fridge work"];
        skills ["drive vehicles", "manoeuvre heavy trucks", "use gps systems", "load cargo", "apply health and safety standards", "control the performance of the vehicle"];
    "security guard", "SECURITY", 1240..1450, Nights, false, 0, Some("SIA_LICENCE");
        jobs ["Security officer, nights", "Door supervisor", "Event security"];
        people ["Security officer, SIA licensed", "Door supervisor, calm under pressure"];
        skills ["ensure public safety and security", "conduct security screenings", "monitor building security", "provide first aid", "patrol areas", "handle customer complaints"];
    "electrician", "TRADES", 1700..2400, Office, false, 4, Some("CSCS_CARD");
        jobs ["Electrician", "Electrical improver"];
        people ["Electrician, domestic and light commercial", "Approved electrician"];
        skills ["install electrical and electronic equipment", "install electricity sockets", "test electrical equipment", "splice cable", "use measurement instruments", "interpret 2d plans", "follow health and safety procedures in construction"];
    "plumber", "TRADES", 1650..2300, Office, false, 4, Some("CSCS_CARD");
        jobs ["Plumber", "Plumber, maintenance"];
        people ["Plumber, heating and bathrooms", "Maintenance plumber"];
        skills ["install plumbing systems", "repair plumbing systems", "attach PEX pipe", "interpret 2d plans", "follow health and safety procedures in construction"];
    "carpenter", "TRADES", 1550..2150, Office, false, 4, Some("CSCS_CARD");
        jobs ["Carpenter", "Bench joiner"];
        people ["Carpenter, first and second fix", "Joiner, bespoke furniture"];
        skills ["install wood elements in structures", "join wood elements", "interpret 2d plans", "follow health and safety procedures in construction", "use measurement instruments", "clean wood surface"];
    "building construction worker", "TRADES", 1260..1550, Office, false, 0, Some("CSCS_CARD");
        jobs ["Construction labourer", "General operative, site"];
        people ["Site labourer, CSCS card", "General construction operative"];
        skills ["follow health and safety procedures in construction", "lift heavy weights", "transport construction supplies", "work in a construction team", "use safety equipment in construction", "paint surfaces"];
    "gardener", "TRADES", 1240..1500, Office, false, 0, None;
        jobs ["Gardener", "Grounds maintenance operative"];
        people ["Gardener, planting and pruning", "Groundskeeper"];
        skills ["maintain plant health", "prune plants", "plant green plants", "control weeds"];
    "office clerk", "OFFICE", 1240..1500, Office, true, 3, None;
        jobs ["Administrator", "Office administrator", "Data entry clerk"];
        people ["Administrator, organised and calm", "Office administrator"];
        skills ["perform clerical duties", "use office systems", "use spreadsheets software", "file documents", "use microsoft office", "communicate by telephone", "execute administration"];
    "customer service representative", "OFFICE", 1240..1480, Office, true, 3, None;
        jobs ["Customer service adviser", "Customer support, from home"];
        people ["Customer service adviser, phone and chat", "Support adviser, patient listener"];
        skills ["customer service", "handle customer complaints", "communicate by telephone", "communicate with customers", "perform customers’ needs analysis", "use office systems", "type at speed"];
    "bookkeeper", "FINANCE", 1450..1950, Office, true, 4, None;
        jobs ["Bookkeeper", "Bookkeeper, part-time"];
        people ["Bookkeeper, small firms", "Bookkeeper, charities"];
        skills ["bookkeeping", "use spreadsheets software", "prepare financial statements", "maintain financial records", "accounting techniques", "manage accounts", "use accounting systems"];
    "accountant", "FINANCE", 1950..2900, Office, true, 6, None;
        jobs ["Accountant", "Management accountant"];
        people ["Accountant, management accounts", "Chartered accountant"];
        skills ["prepare financial statements", "accounting techniques", "financial analysis", "use spreadsheets software", "manage budgets", "tax legislation", "maintain financial records"];
    "software developer", "TECHNOLOGY", 2400..4200, Office, true, 6, None;
        jobs ["Software developer", "Backend developer, Python", "Web developer"];
        people ["Software developer, backend", "Full-stack developer", "Python developer"];
        skills ["computer programming", "Python (computer programming)", "SQL", "JavaScript", "use software design patterns", "debug software", "PostgreSQL", "agile project management", "CSS"];
    "web developer", "TECHNOLOGY", 2100..3600, Office, true, 5, None;
        jobs ["Web developer", "Front-end developer"];
        people ["Front-end developer, accessible sites", "Web developer, agencies"];
        skills ["JavaScript", "TypeScript", "CSS", "use markup languages", "implement front-end website design", "debug software", "computer programming", "search engine optimisation"];
    "data analyst", "TECHNOLOGY", 2000..3200, Office, true, 6, None;
        jobs ["Data analyst", "Reporting analyst"];
        people ["Data analyst, public sector", "Analyst, dashboards and SQL"];
        skills ["analyse big data", "SQL", "Python (computer programming)", "use spreadsheets software", "statistics", "data mining", "report analysis results", "visual presentation techniques"];
    "graphic designer", "CREATIVE", 1600..2600, Office, true, 5, None;
        jobs ["Graphic designer", "Designer, six-week project"];
        people ["Graphic designer, brands and print", "Freelance designer"];
        skills ["design graphics", "Adobe Photoshop", "Adobe Illustrator", "graphic design", "develop creative ideas", "use specialised design software", "typography"];
    "social media manager", "CREATIVE", 1600..2500, Office, true, 5, None;
        jobs ["Social media manager", "Content and social media officer"];
        people ["Social media manager, charities", "Content person, short video"];
        skills ["social media management", "create content title", "apply social media marketing", "search engine optimisation", "perform copywriting", "analyse data about clients", "brainstorm ideas"];
    "human resources officer", "OFFICE", 1600..2200, Office, true, 5, None;
        jobs ["HR officer", "Recruitment officer"];
        people ["HR officer, small companies", "Recruiter, volume hiring"];
        skills ["recruit employees", "human resource management", "conduct interviews", "employment law", "apply company policies", "manage staff", "communicate with customers"];
    "personal trainer", "SPORT", 1500..2600, Evenings, false, 4, Some("FIRST_AID");
        jobs ["Personal trainer", "Fitness instructor, evenings"];
        people ["Personal trainer, strength and rehab", "Fitness instructor"];
        skills ["adapt fitness exercises", "motivate fitness clients", "prescribe exercises", "provide first aid", "analyse personal fitness information", "promote healthy lifestyle"];
    "volunteer manager", "CHARITY", 1500..2000, Office, false, 4, Some("DBS");
        jobs ["Volunteer coordinator"];
        people ["Volunteer coordinator"];
        skills ["manage volunteers", "recruit employees", "organise training", "communicate with customers", "plan schedule", "apply company policies"];
};
