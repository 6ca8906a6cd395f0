//! Closed lists of words: kinds of work, documents, sections and steps.

use kernel::words;

words! {
    /// A kind of work.
    WorkType {
        /// Whole working week.
        FullTime = "FULL_TIME", "Full time";
        /// Less than that.
        PartTime = "PART_TIME", "Part time";
        /// Single shifts.
        Shift = "SHIFT", "Shifts";
        /// A piece of work.
        Project = "PROJECT", "Projects";
        /// For a term, self-employed.
        Contract = "CONTRACT", "Contract";
        /// For a term, employed.
        Temporary = "TEMPORARY", "Temporary";
        /// To learn.
        Internship = "INTERNSHIP", "Internship";
        /// Unpaid.
        Volunteer = "VOLUNTEER", "Volunteering";
    }
}

impl WorkType {
    /// The code the scorer compares.
    pub fn code(self) -> String {
        self.name().to_ascii_lowercase()
    }
}

words! {
    /// Where work is done.
    WorkMode {
        /// At the place.
        OnSite = "ONSITE", "On site";
        /// Some of it at the place.
        Hybrid = "HYBRID", "Hybrid";
        /// Anywhere.
        Remote = "REMOTE", "Remote";
    }
}

words! {
    /// A document that a job may ask for.
    Document {
        /// Right to work in the United Kingdom.
        RightToWork = "RIGHT_TO_WORK", "Right to work";
        /// Criminal record check.
        Dbs = "DBS", "DBS check";
        /// Driving licence.
        DrivingLicence = "DRIVING_LICENCE", "Driving licence";
        /// Fork-lift truck licence.
        ForkliftLicence = "FORKLIFT_LICENCE", "Forklift licence";
        /// Food hygiene certificate.
        FoodHygiene = "FOOD_HYGIENE", "Food hygiene certificate";
        /// First aid certificate.
        FirstAid = "FIRST_AID", "First aid certificate";
        /// Security guard's licence.
        SiaLicence = "SIA_LICENCE", "SIA licence";
        /// Construction skills card.
        CscsCard = "CSCS_CARD", "CSCS card";
        /// Nurse's registration.
        NursingPin = "NURSING_PIN", "Nursing PIN";
    }
}

impl Document {
    /// The code the scorer compares.
    pub fn code(self) -> String {
        self.name().to_ascii_lowercase()
    }
}

words! {
    /// How a skill is known.
    Evidence {
        /// The person says so.
        Stated = "STATED", "Stated";
        /// Someone else checked it.
        Verified = "VERIFIED", "Verified";
        /// Read out of a text or a job held.
        Inferred = "INFERRED", "Inferred";
    }
}

words! {
    /// A part of the profile that can be shown or hidden. What is hidden does not count towards fit
    /// either: a score with its reasons would give it away.
    Shown {
        /// The line under the name.
        Headline = "headline", "Headline";
        /// The text about oneself.
        Bio = "bio", "About me";
        /// Skills with their levels.
        Skills = "skills", "Skills";
        /// Jobs held.
        Experience = "experience", "Experience";
        /// Qualifications.
        Education = "education", "Education";
        /// Certificates and licences.
        Certifications = "certifications", "Certificates and licences";
        /// Weekly hours.
        Availability = "availability", "Availability";
        /// The rate asked for.
        Rate = "rate", "Rate";
        /// Work-style answers.
        Style = "style", "Work style";
    }
}

words! {
    /// A section of the profile editor.
    Section {
        /// Name, headline, bio, place.
        About = "about", "About you";
        /// Rate and wishes.
        Work = "work", "Work you want";
        /// The week and its exceptions.
        Availability = "availability", "Availability";
        /// Skills.
        Skills = "skills", "Skills";
        /// Jobs held.
        Experience = "experience", "Experience";
        /// Qualifications.
        Education = "education", "Education";
        /// Certificates and licences.
        Certifications = "certifications", "Certificates and licences";
        /// Work style.
        Style = "style", "Work style";
        /// Who sees what.
        Visibility = "visibility", "Visibility";
    }
}

impl Section {
    /// Its page.
    pub fn path(self) -> String {
        format!("/profile/{}", self.name())
    }
}

words! {
    /// A step of the onboarding wizard.
    Step {
        /// Name and place.
        About = "about", "About you";
        /// Wishes and hours.
        Work = "work", "Work you want";
        /// Skills.
        Skills = "skills", "Skills";
        /// Jobs held.
        Experience = "experience", "Experience";
        /// Who sees what.
        Finish = "finish", "Finish";
    }
}

impl Step {
    /// 1 to 5.
    pub fn number(self) -> u8 {
        Self::ALL
            .iter()
            .position(|step| *step == self)
            .map_or(1, |index| index as u8 + 1)
    }

    /// Reads a number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }

    /// Its page.
    pub fn path(self) -> String {
        format!("/onboarding/{}", self.name())
    }

    /// The one after it; `None` after the last.
    pub fn next(self) -> Option<Self> {
        Self::from_number(self.number() + 1)
    }
}
