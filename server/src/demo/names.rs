//! Invented people: given and family names from many of Britain's communities, combined at random.

/// Given names.
pub const GIVEN: &[&str] = &[
    "Ama", "Jane", "Tomasz", "Sana", "Declan", "Lucía", "Kwame", "Priya", "Mohammed", "Olivia", "Jack", "Amelia", "Wei", "Fatima",
    "Ewa", "Rhys", "Siân", "Aoife", "Callum", "Isla", "Hamza", "Zainab", "Chidi", "Ngozi", "Aleksandra", "Piotr", "Ioana", "Andrei",
    "Maria", "João", "Beatriz", "Sofia", "Marco", "Giulia", "Anjali", "Rohan", "Gurpreet", "Harpreet", "Yusuf", "Leila", "Dara",
    "Niamh", "Ffion", "Gareth", "Morag", "Hamish", "Ebony", "Marcus", "Tanisha", "Devon", "Grace", "Samuel", "Ruth", "Daniel", "Hana",
    "Kenji", "Minh", "Linh", "Thanh", "Abena", "Kofi", "Ayodele", "Folake", "Tunde", "Amina", "Ibrahim", "Mariam", "Omar", "Layla",
    "Nikos", "Eleni", "Katya", "Dmytro", "Oksana", "Iryna", "Viktor", "Elif", "Emre", "Ayşe", "Noah", "Freya", "Arthur", "Poppy",
];

/// Family names.
pub const FAMILY: &[&str] = &[
    "Mensah", "Zielinski", "Iqbal", "Byrne", "Fernández", "Owusu", "Sharma", "Khan", "Smith", "Jones", "Williams", "Chen", "Begum",
    "Nowak", "Davies", "Evans", "O’Connor", "Campbell", "Stewart", "Hussain", "Ali", "Okafor", "Adeyemi", "Kowalczyk", "Wójcik",
    "Popescu", "Ionescu", "Silva", "Santos", "Rossi", "Bianchi", "Patel", "Singh", "Kaur", "Demir", "Yılmaz", "Murphy", "Kelly",
    "Thomas", "Roberts", "MacDonald", "Fraser", "Brown", "Clarke", "Bailey", "Morris", "Taylor", "Walker", "Green", "Hall", "Wood",
    "Tanaka", "Nguyen", "Tran", "Boateng", "Asante", "Balogun", "Eze", "Hassan", "Abdi", "Rahman", "Choudhury", "Papadopoulos",
    "Georgiou", "Shevchenko", "Kovalenko", "Bondarenko", "Ivanov", "Petrov", "Kaya", "Hughes", "Lewis", "Robinson", "Wright", "Hill",
];

/// Organisations: name, what it does, the categories it hires for, and a place it is at home in.
pub const ORGANISATIONS: &[(&str, &str, &[&str], &str)] = &[
    ("Riverside Logistics", "Two distribution centres in east London, open round the clock.", &["WAREHOUSE", "TRANSPORT"], "E1 6AN"),
    ("Harbour Foods", "Chilled food for shops and schools.", &["WAREHOUSE", "TRANSPORT", "HOSPITALITY"], "IG11 7BG"),
    ("Northgate Grocers", "Family grocers with nine shops.", &["RETAIL"], "M4 1HQ"),
    ("Calder Care", "Home care across West Yorkshire.", &["CARE"], "LS1 4DY"),
    ("St Bride’s Hospital", "A teaching hospital with four hundred beds.", &["CARE", "CLEANING", "OFFICE"], "BS2 8HW"),
    ("Pennine Hotels", "Small hotels with good kitchens.", &["HOSPITALITY", "CLEANING"], "S1 2HE"),
    ("The Copper Pan", "A restaurant that changes its menu with the week.", &["HOSPITALITY"], "EH1 1YZ"),
    ("Brightwater Facilities", "Cleaning and security for offices.", &["CLEANING", "SECURITY"], "B1 1BB"),
    ("Tern Software", "Booking systems for ferries.", &["TECHNOLOGY", "OFFICE"], "BN1 1EE"),
    ("Foxglove Studio", "Design for museums and charities.", &["CREATIVE"], "BS1 4DJ"),
    ("Mercer and Dove", "Accountants to small firms.", &["FINANCE", "OFFICE"], "NG1 5FS"),
    ("Kingfisher Builders", "Houses that are easy to heat.", &["TRADES"], "NR1 3JU"),
    ("Acorn Nurseries", "Six nurseries, all with gardens.", &["EDUCATION"], "CF10 1EP"),
    ("Marlow Leisure", "Pools, gyms and courts.", &["SPORT", "CLEANING"], "RG1 1JX"),
    ("Open Hands", "Food, company and advice for whoever needs it.", &["CHARITY", "OFFICE"], "G1 1XQ"),
    ("Swift Parcel", "Parcels, next day, everywhere.", &["TRANSPORT", "WAREHOUSE"], "CV1 1GF"),
    ("Lantern Events", "Concerts and fairs.", &["SECURITY", "HOSPITALITY"], "L1 8JQ"),
    ("Hazel and Sons", "Gardens, public and private.", &["TRADES"], "OX1 1BX"),
    ("Beacon Retail", "Clothes shops on forty high streets.", &["RETAIL"], "NE1 5DL"),
    ("Clearview Analytics", "Figures for local government.", &["TECHNOLOGY", "FINANCE"], "CB2 1TN"),
];
