package file

import "fmt"

// What holds secrets is printed without them, whatever verb a message may use: a mistake in a format must not publish a
// password. Writing a deployment file is not affected.

// HiddenSecret stands for a secret that is there.
func HiddenSecret(secret string) string {
	if secret == "" {
		return "none"
	}
	return "[secret]"
}

// Format implements fmt.Formatter.
func (f File) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "deployment %q at %s", f.Name, f.Issuer) }

// Format implements fmt.Formatter.
func (c Client) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "client %s (%s, auth %s, secret %s, key %s)", c.ClientID, c.Role, c.Auth, HiddenSecret(c.ClientSecret), HiddenSecret(c.Key))
}

// Format implements fmt.Formatter.
func (u User) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "user %s (password %s)", u.Username, HiddenSecret(u.Password))
}

// Format implements fmt.Formatter.
func (m Management) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "management client %s at %s (secret %s)", m.ClientID, m.URL, HiddenSecret(m.ClientSecret))
}

// Format implements fmt.Formatter.
func (i Introspection) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "introspection client %s%s (secret %s)", i.Client, i.ClientID, HiddenSecret(i.ClientSecret))
}

// Format implements fmt.Formatter.
func (d Dashboard) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "Dashboard %s of %s (password %s)", d.URL, d.Username, HiddenSecret(d.Password))
}

// Format implements fmt.Formatter.
func (c ControlAPI) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "control API %s (token %s)", c.URL, HiddenSecret(c.Token))
}

// Format implements fmt.Formatter.
func (m Mint) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "mint by %s (%d parameters)", m.Strategy, len(m.Parameters))
}

// Format implements fmt.Formatter.
func (h Hooks) Format(s fmt.State, _ rune) {
	given := 0
	for _, hook := range h.All() {
		given += min(len(hook.Command), 1)
	}
	fmt.Fprintf(s, "%d hooks", given)
}

// Format implements fmt.Formatter.
func (n NamedSecret) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "[%s]", n.Name) }
