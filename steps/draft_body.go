package steps

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/httpx"
)

const byteOrderMark = "\ufeff"

// bodies are the ways to write down a request whose parameters are a form's.
var bodies = map[string]func(*httpx.Request){
	"form":                                    func(*httpx.Request) {},
	"form with a charset":                     labelled(formType + "; charset=UTF-8"),
	"form with an unusual charset":            labelled(formType + "; charset=ISO-8859-1"),
	"form with a charset that it is not in":   labelled(formType + "; charset=UTF-16"),
	"form with a charset that does not exist": labelled(formType + "; charset=x-revokespec"),
	"form labelled in capitals":               labelled("Application/X-WWW-Form-Urlencoded"),
	"form labelled as text":                   labelled("text/plain"),
	"form labelled as XML":                    labelled("application/xml"),
	"form labelled as JSON":                   labelled(jsonType),
	"form labelled as multipart":              labelled("multipart/form-data; boundary=x"),
	"form without a label":                    asUnlabelledForm,
	"form after a byte order mark":            func(r *httpx.Request) { asRaw(r, formType, byteOrderMark+r.Form.Encode()) },
	"form with every character escaped":       asEscapedForm,
	"form beside a query":                     func(r *httpx.Request) { r.Query = url.Values{"x-revokespec": {"1"}} },
	"multipart":                               asMultipart,
	"XML":                                     asXML,
	"json":                                    asJSON,
	"json with every character escaped":       asEscapedJSON,
	"json after a byte order mark":            func(r *httpx.Request) { asRaw(r, jsonType, byteOrderMark+string(plainJSON(r.Form))) },
	"query":                                   func(r *httpx.Request) { r.Query, r.Form = r.Form, nil },
	"query and another field":                 func(r *httpx.Request) { r.Query, r.Form = r.Form, url.Values{"token_type_hint": {"refresh_token"}} },
}

func labelled(contentType string) func(*httpx.Request) {
	return func(r *httpx.Request) { r.ContentType = contentType }
}

func asRaw(r *httpx.Request, contentType, body string) {
	r.Body, r.ContentType, r.Form = []byte(body), contentType, nil
}

func asUnlabelledForm(r *httpx.Request) { asRaw(r, "", r.Form.Encode()) }

// asJSON writes the same parameters as a JSON body.
func asJSON(r *httpx.Request) {
	r.JSON = map[string]any{}
	for name := range r.Form {
		r.JSON[name] = r.Form.Get(name)
	}
	r.Form = nil
}

func asMultipart(r *httpx.Request) {
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	_ = parts.SetBoundary("revokespec") // the same in every run
	for _, name := range slices.Sorted(maps.Keys(r.Form)) {
		for _, value := range r.Form[name] {
			_ = parts.WriteField(name, value) // into memory
		}
	}
	parts.Close()
	asRaw(r, parts.FormDataContentType(), body.String())
}

func asXML(r *httpx.Request) {
	var body bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(r.Form)) {
		fmt.Fprintf(&body, "<%s>", name)
		_ = xml.EscapeText(&body, []byte(r.Form.Get(name))) // into memory
		fmt.Fprintf(&body, "</%s>", name)
	}
	asRaw(r, "application/xml", "<revocation>"+body.String()+"</revocation>")
}

// asEscapedForm writes every character of the same parameters as an escape.
func asEscapedForm(r *httpx.Request) { asRaw(r, formType, string(escapedForm(r.Form))) }

// asEscapedJSON does so in JSON.
func asEscapedJSON(r *httpx.Request) { asRaw(r, jsonType, string(escapedJSON(r.Form))) }

// setElsewhere gives the token in a place where no document has it.
func (d *draft) setElsewhere(place string) {
	value := d.form.Get(d.parameter)
	d.form.Del(d.parameter)
	switch place {
	case "in the query":
		d.query = url.Values{d.parameter: {value}}
		d.form.Set("token_type_hint", "refresh_token")
	case "in a cookie":
		d.header = http.Header{"Cookie": {d.parameter + "=" + value}}
	case "in a header":
		d.header = http.Header{http.CanonicalHeaderKey(d.parameter): {value}}
	case "under its name in capitals":
		d.form.Set(strings.ToUpper(d.parameter), value)
	}
}
