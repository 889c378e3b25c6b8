package chromium

// View is what a person sees of a page.
type View struct {
	Document string // differs after a page has given way to another
	Origin   string // scheme, host and port; "null" where it has none
	Path     string
	Title    string
	Kind     string // the media type
	Complete bool   // everything that the page consists of has come
	Message  string // what it says of an error
	Parts    []Part // the forms, and at last what stands in no form
	Links    []Button
	Rows     []Row // of tables, those that have buttons
	More     bool  // there are more fields and buttons than are looked at
}

// Part is a form, or what stands in none.
type Part struct {
	Fields  []Field
	Buttons []Button
}

// Field is something that can be filled in. At says where it is, for Type and Press.
type Field struct {
	At                                         int
	Name, ID, Type, Value, Autocomplete, Words string   // Words are those that a person sees beside it
	Labels                                     []string // what its labels say
	Names                                      []string // what else it is called: its aria-label, placeholder and name
	On                                         bool     // ticked
}

// Row is a row of a table.
type Row struct {
	Text    string
	Buttons []Button
}

// Button is something that can be pressed.
type Button struct {
	At                int
	Name, Value, Text string
}
