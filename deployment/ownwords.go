package deployment

import (
	"regexp"
	"strings"
)

// ownWords are what OAuth's requests and answers, and our own names for secrets, are written in.
const ownWords = "client_secret_basic client_secret_post client_secret_jwt private_key_jwt client_id refresh_token access_token " +
	"id_token token_type_hint password invalid_client unauthorized_client credentials bearer authorization application"

// OwnWord says whether a secret is a word of the protocol, as the "secret" of many a test application is: a server says it
// without knowing anything secret.
func OwnWord(secret string) bool {
	return secret != "" && strings.Contains(ownWords, strings.ToLower(secret))
}

// partOfWord says whether a stretch of a text is an own word within a longer one, as in client_secret.
func partOfWord(text string, from, to int) bool {
	inWord := func(i int) bool {
		return i >= 0 && i < len(text) && (text[i] == '_' || text[i]|0x20 >= 'a' && text[i]|0x20 <= 'z')
	}
	return OwnWord(text[from:to]) && (inWord(from-1) || inWord(to))
}

var bracketed = regexp.MustCompile(`\[[^\[\]]{1,120}\]`)

// named are the stretches of a text that are names of secrets already: an earlier redaction put them there.
func (v *vault) named(text string) [][]int {
	var names [][]int
	for _, place := range bracketed.FindAllStringIndex(text, -1) {
		if v.isName(text[place[0]:place[1]]) {
			names = append(names, place)
		}
	}
	return names
}
