-- A store as version 0001 wrote it, with one product.
BEGIN TRANSACTION;
CREATE TABLE answers (
	idempotency_key TEXT NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	answer TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (idempotency_key)
);
CREATE TABLE order_events (
	id INTEGER NOT NULL, 
	order_number INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(order_number) REFERENCES orders (number)
);
CREATE TABLE order_lines (
	order_number INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	sku TEXT NOT NULL, 
	quantity BIGINT NOT NULL, 
	options TEXT NOT NULL, 
	name TEXT NOT NULL, 
	total_minor BIGINT NOT NULL, 
	PRIMARY KEY (order_number, position), 
	FOREIGN KEY(order_number) REFERENCES orders (number)
);
CREATE TABLE orders (
	number INTEGER NOT NULL, 
	quote_id VARCHAR(64), 
	idempotency_key TEXT, 
	placed_at VARCHAR(32) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	total_minor BIGINT NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (quote_id), 
	UNIQUE (idempotency_key)
);
CREATE TABLE products (
	sku TEXT NOT NULL, 
	body TEXT NOT NULL, 
	price_minor BIGINT NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	stock BIGINT, 
	PRIMARY KEY (sku), 
	CONSTRAINT stock_never_negative CHECK (stock >= 0)
);
INSERT INTO "products" VALUES('tea','{"names":{"en":["tea"]},"brand":"","size":"","category":"","options":[],"attributes":{},"popularity":0.0}',450,'USD',5);
CREATE TABLE quotes (
	id VARCHAR(64) NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	language TEXT NOT NULL, 
	body TEXT NOT NULL, 
	expires_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE store_schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT store_schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "store_schema_version" VALUES('0001');
CREATE INDEX ix_quotes_expires_at ON quotes (expires_at);
CREATE INDEX ix_orders_placed_at ON orders (placed_at);
CREATE INDEX ix_order_events_order_number ON order_events (order_number);
COMMIT;
