package managementapi

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// schema is the part of an OpenAPI 3.0 schema object that this API needs. The same value describes a body or a
// parameter in the document and is what a request is checked against, so that the two cannot differ.
type schema struct {
	Ref           string             `json:"$ref,omitempty"`
	Type          string             `json:"type,omitempty"`
	Format        string             `json:"format,omitempty"`
	Description   string             `json:"description,omitempty"`
	Nullable      bool               `json:"nullable,omitempty"`
	Enum          []string           `json:"enum,omitempty"`
	Pattern       string             `json:"pattern,omitempty"`
	MinLength     int                `json:"minLength,omitempty"`
	MaxLength     int                `json:"maxLength,omitempty"`
	Minimum       *float64           `json:"minimum,omitempty"`
	Maximum       *float64           `json:"maximum,omitempty"`
	Items         *schema            `json:"items,omitempty"`
	MinItems      int                `json:"minItems,omitempty"`
	MaxItems      int                `json:"maxItems,omitempty"`
	Properties    map[string]*schema `json:"properties,omitempty"`
	Required      []string           `json:"required,omitempty"`
	Additional    any                `json:"additionalProperties,omitempty"` // false, or the schema of the others
	MinProperties int                `json:"minProperties,omitempty"`
	MaxProperties int                `json:"maxProperties,omitempty"`
	AnyOf         []*schema          `json:"anyOf,omitempty"`  // of answers only
	Kept          bool               `json:"x-kept,omitempty"` // has no effect; it is returned as it was sent, unless Auth0 does not return it

	pattern func() *regexp.Regexp
}

// properties are the members of an object.
type properties map[string]*schema

func text() *schema { return &schema{Type: "string"} }

// name is a text that is not empty.
func name(most int) *schema { return &schema{Type: "string", MinLength: 1, MaxLength: most} }

// title is a name that people read: without what could be markup.
func title(most int) *schema { return pattern("^[^<>]+$", most) }

func enum(values ...string) *schema { return &schema{Type: "string", Enum: values} }

func pattern(expression string, most int) *schema {
	return &schema{Type: "string", Pattern: expression, MaxLength: most, pattern: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })}
}

func flag() *schema { return &schema{Type: "boolean"} }

func date() *schema { return formatted(formatTime) }

// Formats, by Auth0's names: of an address to which an answer is sent, of one to go to after a logout, of one that browsers call from,
// of other places that browsers are sent to, of one that is called by HTTP, of an email address, and of a time.
const (
	formatCallback = "callback-url"
	formatLogout   = "url"
	formatOrigin   = "url-with-placeholders"
	formatPage     = "absolute-https-uri-or-empty"
	formatCalled   = "absolute-https-uri-with-placeholders-or-empty"
	formatEmail    = "email"
	formatTime     = "date-time"
)

var emailAddress = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[^@\s]+@[^@\s]+$`) })

// formats are the checks of texts that no pattern says. They admit http, which Auth0 does not everywhere: applications under test have it.
var formats = map[string]func(string) bool{
	formatCallback: tenant.MayRedirectTo,
	formatLogout:   tenant.MayRedirectTo,
	formatOrigin:   func(v string) bool { return !tenant.RunsItself(v) },
	formatPage:     tenant.MayRedirectTo,
	formatCalled:   tenant.IsWebAddress,
	formatEmail:    func(v string) bool { return emailAddress().MatchString(v) },
	formatTime:     func(v string) bool { _, err := time.Parse(time.RFC3339, v); return err == nil },
}

func formatted(format string) *schema { return &schema{Type: "string", Format: format} }

func integer(least, most int) *schema {
	from, to := float64(least), float64(most)
	return &schema{Type: "integer", Minimum: &from, Maximum: &to}
}

func list(of *schema) *schema { return &schema{Type: "array", Items: of} }

// object has these members and no others.
func object(members properties, required ...string) *schema {
	return &schema{Type: "object", Properties: members, Required: required, Additional: false}
}

// anything is an object whose members nobody looks at.
func anything() *schema { return &schema{Type: "object", Additional: true} }

func ref(component string) *schema { return &schema{Ref: "#/components/schemas/" + component} }

func nullable(s *schema) *schema {
	c := *s
	c.Nullable = true
	return &c
}

func described(s *schema, what string) *schema {
	c := *s
	c.Description = what
	return &c
}

// kept says of a member that it has no effect but to be there.
func kept(s *schema) *schema {
	c := *s
	c.Kept = true
	return &c
}

// with returns an object's schema with further members.
func (s *schema) with(more properties, required ...string) *schema {
	c := *s
	c.Properties = maps.Clone(s.Properties)
	maps.Copy(c.Properties, more)
	c.Required = append(slices.Clone(s.Required), required...)
	return &c
}

// notEmpty returns an object's schema that wants a member at least: a change that changes nothing is none.
func (s *schema) notEmpty() *schema {
	c := *s
	c.MinProperties = 1
	return &c
}

// check says what is wrong with a decoded JSON value, in the words of z-schema, which Auth0 checks with; "" when nothing is. Those
// repeat a value, cut, where it is one of a set or of a format: secrets are not.
func (s *schema) check(v any, at string) string {
	if v == nil {
		if s.Nullable {
			return ""
		}
		return wrongType(s.Type, "null", at)
	}
	switch value := v.(type) {
	case string:
		return s.checkText(value, at)
	case bool:
		if s.Type == "boolean" {
			return ""
		}
		return wrongType(s.Type, "boolean", at)
	case float64:
		return s.checkNumber(value, at)
	case []any:
		return s.checkList(value, at)
	case map[string]any:
		return s.checkObject(value, at)
	}
	return wrongType(s.Type, "unknown", at)
}

func wrongType(want, got, at string) string {
	return fmt.Sprintf("Expected type %s but found type %s%s", want, got, onProperty(at))
}

// onWhichProperty comes between a flaw and the property that it is of.
const onWhichProperty = " on property "

func onProperty(at string) string {
	if at == "" {
		return ""
	}
	return onWhichProperty + at
}

func (s *schema) checkText(v, at string) string {
	n := utf8.RuneCountInString(v)
	switch {
	case s.Type != "string":
		return wrongType(s.Type, "string", at)
	case len(s.Enum) > 0 && !slices.Contains(s.Enum, v):
		return "No enum match for: " + tenant.Shorten(v) + onProperty(at)
	case n < s.MinLength:
		return fmt.Sprintf("String is too short (%d chars), minimum %d%s", n, s.MinLength, onProperty(at))
	case s.MaxLength > 0 && n > s.MaxLength:
		return fmt.Sprintf("String is too long (%d chars), maximum %d%s", n, s.MaxLength, onProperty(at))
	case formats[s.Format] != nil && v != "" && !formats[s.Format](v):
		return "Object didn't pass validation for format " + s.Format + ": " + tenant.Shorten(v) + onProperty(at)
	case s.pattern != nil && !s.pattern().MatchString(v):
		return "String does not match pattern " + s.Pattern + ": " + tenant.Shorten(v) + onProperty(at)
	}
	return ""
}

func (s *schema) checkNumber(v float64, at string) string {
	whole := v == math.Trunc(v)
	switch {
	case s.Type == "integer" && !whole:
		return wrongType("integer", "number", at)
	case s.Type != "integer" && s.Type != "number":
		return wrongType(s.Type, "number", at)
	case s.Minimum != nil && v < *s.Minimum:
		return "Value " + decimal(v) + " is less than minimum " + decimal(*s.Minimum) + onProperty(at)
	case s.Maximum != nil && v > *s.Maximum:
		return "Value " + decimal(v) + " is greater than maximum " + decimal(*s.Maximum) + onProperty(at)
	}
	return ""
}

func decimal(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

func (s *schema) checkList(v []any, at string) string {
	switch {
	case s.Type != "array":
		return wrongType(s.Type, "array", at)
	case len(v) < s.MinItems:
		return fmt.Sprintf("Array is too short (%d), minimum %d%s", len(v), s.MinItems, onProperty(at))
	case s.MaxItems > 0 && len(v) > s.MaxItems:
		return fmt.Sprintf("Array is too long (%d), maximum %d%s", len(v), s.MaxItems, onProperty(at))
	}
	for i, item := range v {
		if wrong := s.Items.check(item, at+"["+strconv.Itoa(i)+"]"); wrong != "" {
			return wrong
		}
	}
	return ""
}

// mostKey is how many characters the name of a member may have that callers name themselves, as in metadata.
const mostKey = 255

func (s *schema) checkObject(v map[string]any, at string) string {
	if s.Type != "object" {
		return wrongType(s.Type, "object", at)
	}
	prefix := strings.TrimPrefix(at+".", ".")
	for _, required := range s.Required {
		if _, given := v[required]; !given {
			return "Missing required property: " + required + onProperty(at)
		}
	}
	if len(v) < s.MinProperties {
		return fmt.Sprintf("Too few properties defined (%d), minimum %d%s", len(v), s.MinProperties, onProperty(at))
	}
	if s.MaxProperties > 0 && len(v) > s.MaxProperties {
		return fmt.Sprintf("Too many properties defined (%d), maximum %d%s", len(v), s.MaxProperties, onProperty(at))
	}
	for _, key := range slices.Sorted(maps.Keys(v)) {
		member, known := s.Properties[key]
		if other, ok := s.Additional.(*schema); !known && ok {
			member, known = other, true
		}
		if !known && s.Additional == false {
			return "Additional properties not allowed: " + tenant.Shorten(key) + onProperty(at)
		}
		if !known {
			continue
		}
		if _, named := s.Properties[key]; !named && utf8.RuneCountInString(key) > mostKey {
			return fmt.Sprintf("String is too long (%d chars), maximum %d on property %s", utf8.RuneCountInString(key), mostKey, prefix+tenant.Shorten(key))
		}
		if wrong := member.check(v[key], prefix+tenant.Shorten(key)); wrong != "" {
			return wrong
		}
	}
	return ""
}
