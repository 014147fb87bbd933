require "sinatra/base"

def time
  {{time}}
  [iat, exp]
end

def encoding(payload_json)
  {{encoding}}
  payload
end

def hmac(secret, header, payload)
  {{hmac}}
  signature
end

def secret_of(text)
  {{secret}}
  secret.unpack1("H*")
end

def json(key, meeting_number, role, iat, exp)
  {{json}}
  payload_json
end

def role_of(meeting_number, role)
  {{role}}
  claims
end

def library(key, secret, meeting_number, role)
  {{library}}
  signature
end

class App < Sinatra::Base
  post "/signature" do
    {{body}}
    JSON.generate(mn: meeting_number, role: role)
  end
end

iat, exp = time
response = Rack::MockRequest.new(App).post("/signature", input: '{{BODY}}', "CONTENT_TYPE" => "application/json")
puts JSON.generate(
  iat: iat, exp: exp,
  claims: role_of("831 3796-1703", "1"),
  secret: secret_of("{{TEXT}}"),
  encoded: encoding("{{AWKWARD}}"),
  signature: hmac("{{SECRET}}", encoding('{"alg":"HS256","typ":"JWT"}'),
                  encoding(json("{{KEY}}", "83137961703", 1, iat, exp))),
  library: [library("{{KEY}}", "{{SECRET}}", "83137961703", 1)],
  body: JSON.parse(response.body),
)
