package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
)

// fieldsOfFile says of every field of a deployment file, by type and key, whether its value is secret.
var fieldsOfFile = map[string]bool{
	"File.name": false, "File.issuer": false, "File.profiles": false, "File.audiences": false, "File.nodes": false, "File.trusted_origins": false, "File.headers": true,
	"Endpoints.token": false, "Endpoints.revocation": false, "Endpoints.introspection": false, "Endpoints.userinfo": false,
	"Endpoints.authorization": false, "Endpoints.device_authorization": false, "Endpoints.jwks": false,
	"Client.client_id": false, "Client.client_secret": true, "Client.auth": false, "Client.key_file": true, "Client.audience": false,
	"Client.redirect_uri": false, "Client.origin": false, "Client.scope": false,
	"User.username": false, "User.password": true,
	"Management.client_id": false, "Management.client_secret": true, "Management.url": false, "Management.audience": false,
	"Management.token_endpoint": false, "Management.connection": false,
	"Introspection.client": false, "Introspection.client_id": false, "Introspection.client_secret": true, "Introspection.auth": false,
	"Dashboard.url": false, "Dashboard.username": false, "Dashboard.password": true, "Dashboard.browser": false,
	"ControlAPI.url": false, "ControlAPI.token": true,
	"Mint.strategy": false, "Mint.parameters": true, "Mint.username_field": false, "Mint.password_field": false, "Mint.scope": false, "Mint.more_scope": false,
	"Mint.browser": false, "Mint.command": false,
	"Hooks.create_user": false, "Hooks.delete_user": false, "Hooks.disable_user": false, "Hooks.enable_user": false, "Hooks.change_password": false, "Hooks.withdraw_consent": false,
	"Hooks.log_out_everywhere": false, "Hooks.create_application": false, "Hooks.delete_application": false, "Hooks.restart": false, "Hooks.break_store": false, "Hooks.mend_store": false,
	"Declares.revoke_refresh_token_grant": false, "Declares.rotation": false, "Declares.foreign_token": false,
	"TLS.ca_file": false, "TLS.client_cert": true, "TLS.client_key": true,
	"File.version":          false,
	"ExtraParameters.token": true, "ExtraParameters.revocation": true, "ExtraParameters.introspection": true,
}

// walk visits every text of a value by the type and the key of its field.
func walk(v reflect.Value, field string, visit func(field, text string)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			walk(v.Elem(), field, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
			if key != "" && key != "-" {
				walk(v.Field(i), v.Type().Name()+"."+key, visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), field, visit)
		}
	case reflect.Map:
		for entries := v.MapRange(); entries.Next(); {
			walk(entries.Value(), field, visit)
		}
	case reflect.String:
		visit(field, v.String())
	}
}

// textFields lists every field of a type that holds texts.
func textFields(of reflect.Type, field string) []string {
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return textFields(of.Elem(), field)
	case reflect.String:
		return []string{field}
	case reflect.Struct:
		var all []string
		for i := range of.NumField() {
			if key, _, _ := strings.Cut(of.Field(i).Tag.Get("yaml"), ","); key != "" && key != "-" {
				all = append(all, textFields(of.Field(i).Type, of.Name()+"."+key)...)
			}
		}
		return all
	}
	return nil
}

// A field that is added to the deployment file is one that somebody has thought about.
func TestEveryFieldIsSecretOrNot(t *testing.T) {
	t.Parallel()
	fields := textFields(reflect.TypeFor[file.File](), "")
	for _, field := range fields {
		assert.Contains(t, fieldsOfFile, field, "is its value secret? Then the redactor must know it")
	}
	for field := range fieldsOfFile {
		assert.Contains(t, fields, field, "there is no such field")
	}
}
