// What is tried out from this page is done as whoever is signed in, with their token.
fetch("/api/v1/session")
  .then((answer) => answer.json())
  .then((session) => {
    SwaggerUIBundle({
      url: "/api/openapi.json",
      dom_id: "#api",
      deepLinking: true,
      validatorUrl: null,
      requestInterceptor: (request) => {
        if (session.csrfToken) {
          request.headers["X-CSRF-Token"] = session.csrfToken;
        }
        return request;
      },
    });
  });
