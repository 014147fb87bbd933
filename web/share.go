//go:build js && wasm

package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/zoomsig/zoomsig/diagnose"
)

// maskMeetingNumbers returns the report as text, in which only the last four
// digits of meeting numbers are left.
func maskMeetingNumbers(report *diagnose.Report, joined string) string {
	numbers := meetingNumbers(report)
	numbers[digitsOf(joined)] = true
	text := []rune(report.String())
	for start := 0; start < len(text); start++ {
		end := start
		for end < len(text) && isInNumber(text[end]) {
			end++
		}
		number := digitsOf(string(text[start:end]))
		if len(number) >= 9 && numbers[number] {
			for i, left := start, len(number); left > 4; i++ {
				if unicode.IsDigit(text[i]) {
					text[i] = '•'
					left--
				}
			}
		}
		start = end
	}
	return string(text)
}

// meetingNumbers returns the digits of what can be meeting numbers in a payload:
// numbers of 9 to 11 digits, except times.
func meetingNumbers(report *diagnose.Report) map[string]bool {
	numbers := map[string]bool{}
	name := ""
	isBetween := func(r rune) bool { return strings.ContainsRune(`{}[]:,."`, r) }
	for _, text := range strings.FieldsFunc(report.Payload, isBetween) {
		switch number := digitsOf(text); {
		case number == "":
			name = strings.TrimSpace(text)
		case len(number) < 9 || len(number) > 11 || slices.Contains([]string{"iat", "exp", "tokenExp", "nbf"}, name):
		default:
			numbers[number] = true
		}
	}
	return numbers
}

// digitsOf returns the digits of a number that may be written with spaces and
// dashes, and "" for any other text.
func digitsOf(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return !isInNumber(r) }) {
		return ""
	}
	return strings.NewReplacer(" ", "", "-", "").Replace(text)
}

func isInNumber(r rune) bool { return '0' <= r && r <= '9' || r == ' ' || r == '-' }

// commandFor returns the command for a POSIX shell that makes the same report, and
// what to know about it. The command never contains the secret.
func commandFor(
	signature string, opts *diagnose.Options, report *diagnose.Report, now time.Time,
) (command, help string) {
	words := []string{"zoomsig", "diagnose", "-at", report.At.Format(time.RFC3339Nano)}
	add := func(flag, value string) {
		if value != "" {
			words = append(words, flag, quote(value))
		}
	}
	add("-sdk", string(opts.SDK))
	add("-error", strings.TrimSpace(opts.ErrorCode))
	add("-key", opts.Key)
	if opts.Join != nil {
		add("-join-key", opts.Join.SDKKey)
		add("-join-meeting", opts.Join.MeetingNumber)
		add("-join-role", opts.Join.Role)
	}
	if slices.ContainsFunc(words, hasControls) {
		return "", "The command is not shown: a field contains control characters."
	}
	inFile := hasControls(signature)
	switch {
	case inFile:
		words = append(words, "< signature.txt")
	case strings.HasPrefix(signature, "-"):
		words = append(words, "--", quote(signature))
	default:
		words = append(words, quote(signature))
	}
	command = strings.Join(words, " ")
	if revealsSecret(command, opts.Secret) {
		return "", "The command is not shown: it would contain the secret."
	}
	if inFile {
		help = "Save the signature in the file signature.txt first. "
	}
	if opts.Secret != "" {
		help += "Set the environment variable ZOOM_MEETING_SDK_SECRET to the secret first. "
	}
	return command, help + validity(report, now)
}

func quote(word string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:@%+=,/-"
	if strings.Trim(word, plain) == "" && word != "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

func hasControls(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) })
}

// revealsSecret reports whether the secret can be read in a text, in any form that
// the diagnosis knows.
func revealsSecret(text, secret string) bool {
	trimmed := strings.TrimSpace(secret)
	if trimmed == "" {
		return false
	}
	found := diagnose.Signature(text, &diagnose.Options{Secret: secret})
	return strings.Contains(text, trimmed) || hasCode(found, diagnose.CodeSecretInClaims)
}

func hasCode(report *diagnose.Report, code diagnose.Code) bool {
	return slices.ContainsFunc(report.Findings, func(f diagnose.Finding) bool { return f.Code == code })
}

// validity says how long others can use the signature in the command.
func validity(report *diagnose.Report, now time.Time) string {
	var until time.Time
	for _, t := range report.Times {
		if t.Part != "iat" && t.Part != "timestamp" && t.At.After(until) {
			until = t.At
		}
	}
	switch {
	case report.Format == diagnose.FormatUnknown:
		return ""
	case until.IsZero():
		return "The command contains the whole signature, which does not say when it expires."
	case !until.After(now):
		return "The command contains the whole signature, which has expired."
	}
	return fmt.Sprintf("The command contains the whole signature, with which others may be able to join "+
		"until it expires in %s, at %s.", until.Sub(now).Round(time.Second), until.UTC().Format(time.RFC3339))
}
